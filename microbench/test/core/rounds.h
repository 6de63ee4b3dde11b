/* SPDX-License-Identifier: Apache-2.0 */
/* A guest that makes one exit after the other, with other values in every register each time (guests/exits.S),
 * and what is to be in them behind it. */
#ifndef CORE_ROUNDS_H
#define CORE_ROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "test/core/guest.h"

extern struct guest *const rounds_guest;

/* What it is to have behind the exit: what it had before it, unless a test says otherwise. */
struct rounds_want {
	uint64_t x[31];
	uint64_t pstate;
};

extern struct rounds_want rounds_want;

/* Makes the guest; it is bound nowhere. False: the test has failed. */
bool rounds_start(void);

/* Makes the guest, calls @round with 0, 1 and so on while it is bound, @n times or until it answers false, and
 * looks at what is no general register: EL1's, FP/SIMD, the memory around the handlers' stack. */
void rounds_run(uint64_t n, bool (*round)(uint64_t round));

/* For @round: values for every register and the flags; another one for one of them. */
void rounds_fill(uint64_t round);
void rounds_set(unsigned int reg, uint64_t value);

/* General registers and PSTATE are as wanted, the PC is at @at. */
void rounds_check_registers(const unsigned char *at);

/* The instruction at @label is answered in place: the next exit is the HVC behind it. */
bool rounds_is_answered(const unsigned char *label);

/* How much of the handlers' stack was written to since the start. */
uint64_t rounds_stack_used_bytes(void);

#endif
