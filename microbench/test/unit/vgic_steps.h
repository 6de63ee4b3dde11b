/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two CPUs, step by step: each atomic operation of the sources under test is one, and before each the
 * other CPU may have its turn, for as long as the plan says. All orders with two such turns can be
 * gone through, one after the other.
 *
 * A store need not be seen at once: with is_late the other CPU does not see it before a fence, a
 * store-release or a kick, which is the latest that the architecture allows. (A store that is not
 * atomic is seen at once.) Loads are not made early, and compilers do not move anything.
 */
#ifndef UNIT_VGIC_STEPS_H
#define UNIT_VGIC_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STEPS_NEVER UINT32_MAX

struct steps_plan {
	void (*one)(void); /* begins; on the calling thread, where assertions may fail */
	void (*other)(void);
	/* The steps, counted over both, before which the turn goes to the other CPU. */
	uint32_t first;
	uint32_t second;
	bool is_late;
};

/* Returns the number of steps at which there was a choice. */
uint32_t steps_run(const struct steps_plan *plan);

/* Behind a test, which may have failed in one: the other CPU gets no turn any more. */
void steps_abandon(void);

/* What this CPU has stored is seen by now. */
void steps_settle(void);

/* Of vgic_atomics.h. Outside steps_run() they do what their names say. */
uint64_t steps_load(const volatile void *at, size_t size_bytes);
void steps_store(const volatile void *at, size_t size_bytes, bool is_release);
uint32_t steps_exchange(uint32_t *lock, uint32_t value);
void steps_fence(void);

#endif
