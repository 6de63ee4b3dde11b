/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/together.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>

#include "unit/cm.h"

#define LOOKS 1000u

static uint32_t begun; /* rounds */
static uint32_t n_done;
static uint32_t n_rounds;
static void (*one_step)(uint32_t thread, uint32_t round);

/* Looking without a pause lets all begin within a few instructions, where there are CPUs enough. */
static void wait_for(const uint32_t *value, uint32_t at_least, uint32_t n_looks)
{
	for (uint32_t i = 0; __atomic_load_n(value, __ATOMIC_ACQUIRE) < at_least; i++) {
		if (i >= n_looks) {
			sched_yield();
		}
	}
}

static void *run_thread(void *arg)
{
	uint32_t thread = (uint32_t)(uintptr_t)arg;

	for (uint32_t round = 0; round < n_rounds; round++) {
		wait_for(&begun, round + 1, LOOKS);
		one_step(thread, round);
		__atomic_add_fetch(&n_done, 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

void run_together(uint32_t rounds, void (*step)(uint32_t thread, uint32_t round),
		  void (*after)(uint32_t round))
{
	pthread_t threads[THREADS];

	begun = 0;
	n_done = 0;
	n_rounds = rounds;
	one_step = step;
	for (uintptr_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, run_thread, (void *)i), 0);
	}
	for (uint32_t round = 0; round < rounds; round++) {
		__atomic_store_n(&begun, round + 1, __ATOMIC_RELEASE);
		wait_for(&n_done, (round + 1) * THREADS, LOOKS);
		after(round);
	}
	for (unsigned int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	}
}
