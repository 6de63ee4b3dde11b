/* SPDX-License-Identifier: Apache-2.0 */
#include "host/load.h"

#include <stdbool.h>
#include <stddef.h>

#include "host/displace.h"
#include "host/smp.h"

#define CHECK_BYTES 4096u /* how often it looks whether to go on */

static uint32_t loaded_cpu;
static bool is_stopping;

static void touch(volatile uint64_t *from)
{
	for (size_t i = 0; i < CHECK_BYTES / sizeof(*from); i += 8) {
		from[i] = from[i + 1] + i;
	}
}

static void keep_busy(void *unused)
{
	uint64_t at = 0;

	(void)unused;
	while (!__atomic_load_n(&is_stopping, __ATOMIC_RELAXED)) {
		touch((volatile uint64_t *)(void *)(displace_memory + at));
		at = (at + CHECK_BYTES) % DISPLACE_BYTES_MAX;
	}
}

const char *load_start(uint32_t cpu)
{
	const char *why = smp_start(cpu);

	if (why != NULL) {
		return why;
	}
	is_stopping = false;
	loaded_cpu = cpu;
	smp_run_on(cpu, keep_busy, NULL);
	return NULL;
}

void load_stop(void)
{
	__atomic_store_n(&is_stopping, true, __ATOMIC_RELAXED);
	smp_wait(loaded_cpu);
}
