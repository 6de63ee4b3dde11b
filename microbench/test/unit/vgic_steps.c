/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/vgic_steps.h"

#include <pthread.h>
#include <string.h>

#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define LATE_MAX 64u

/* A store that the other CPU does not see yet. */
struct late {
	uint32_t by;
	const volatile void *at;
	uint64_t old;
};

/* Threads that never run at the same time: who has the turn, runs. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_changed = PTHREAD_COND_INITIALIZER;
static uint32_t turn;

static const struct steps_plan *running; /* NULL: none */
static bool is_abandoned;                /* for good: there is a thread more than there should be */
static uint32_t n_steps;
static bool is_over[2];
static bool is_waiting[2]; /* for the lock that the other has */
static struct late late[LATE_MAX];
static uint32_t n_late;

static _Thread_local uint32_t me;

static void wait_for_turn(void)
{
	while (turn != me) {
		(void)pthread_cond_wait(&has_changed, &mutex);
	}
}

static void give_turn(void)
{
	uint32_t here = machine_here;

	(void)pthread_mutex_lock(&mutex);
	turn = !me;
	(void)pthread_cond_broadcast(&has_changed);
	wait_for_turn();
	(void)pthread_mutex_unlock(&mutex);
	machine_here = here;
}

static void end(void)
{
	steps_settle();
	(void)pthread_mutex_lock(&mutex);
	is_over[me] = true;
	turn = !me;
	(void)pthread_cond_broadcast(&has_changed);
	(void)pthread_mutex_unlock(&mutex);
}

static void step(void)
{
	uint32_t n;

	if (running == NULL || is_over[!me] || is_waiting[!me]) {
		return;
	}
	n = n_steps++;
	if (n == running->first || n == running->second) {
		give_turn();
	}
}

static uint64_t value_at(const volatile void *at, size_t size_bytes)
{
	uint64_t value = 0;

	memcpy(&value, (const void *)at, size_bytes);
	return value;
}

/* The oldest value there is that has not been replaced for the one who is not @by. */
static const struct late *find_late(uint32_t by, const volatile void *at)
{
	for (uint32_t i = 0; i < n_late; i++) {
		if (late[i].by == by && late[i].at == at) {
			return &late[i];
		}
	}
	return NULL;
}

uint64_t steps_load(const volatile void *at, size_t size_bytes)
{
	const struct late *store;

	step();
	store = find_late(!me, at);
	return store != NULL ? store->old : value_at(at, size_bytes);
}

void steps_store(const volatile void *at, size_t size_bytes, bool is_release)
{
	step();
	if (is_release) {
		steps_settle();
		is_waiting[!me] = false;
	} else if (running != NULL && running->is_late && find_late(me, at) == NULL) {
		assert_true(n_late < LATE_MAX);
		late[n_late++] = (struct late){ me, at, value_at(at, size_bytes) };
	}
}

uint32_t steps_exchange(uint32_t *lock, uint32_t value)
{
	uint32_t old;

	step();
	while (running != NULL && *lock != 0) {
		assert_false(is_over[!me]);
		is_waiting[me] = true;
		give_turn();
	}
	is_waiting[me] = false;
	old = *lock;
	*lock = value;
	return old;
}

void steps_fence(void)
{
	step();
	steps_settle();
}

void steps_settle(void)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < n_late; i++) {
		if (late[i].by != me) {
			late[n++] = late[i];
		}
	}
	n_late = n;
}

void steps_abandon(void)
{
	is_abandoned = is_abandoned || running != NULL;
	running = NULL;
	n_late = 0;
}

static void *run_other(void *arg)
{
	(void)arg;
	me = 1;
	(void)pthread_mutex_lock(&mutex);
	wait_for_turn();
	(void)pthread_mutex_unlock(&mutex);
	running->other();
	end();
	return NULL;
}

uint32_t steps_run(const struct steps_plan *plan)
{
	pthread_t thread;

	assert_false(is_abandoned);
	n_steps = 0;
	n_late = 0;
	turn = 0;
	memset(is_over, 0, sizeof(is_over));
	memset(is_waiting, 0, sizeof(is_waiting));
	running = plan;
	assert_int_equal(pthread_create(&thread, NULL, run_other, NULL), 0);
	plan->one();
	end();
	assert_int_equal(pthread_join(thread, NULL), 0);
	running = NULL;
	return n_steps;
}
