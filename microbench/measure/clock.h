/* SPDX-License-Identifier: Apache-2.0 */
/* The stamp, and what its clock is. */
#ifndef MEASURE_CLOCK_H
#define MEASURE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * CNTVCT_EL0 now. The ISB keeps what came before it from being counted later. The place is noted in
 * .stamp_sites (not loaded), so that a trace of executed instructions can be cut at the stamps.
 * Inlined by a compiler that would rather have small code, too.
 */
static inline __attribute__((always_inline)) uint64_t clock_stamp(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n"
			 "1:	mrs	%0, cntvct_el0\n"
			 "	.pushsection .stamp_sites, \"\", %%progbits\n"
			 "	.quad	1b\n"
			 "	.popsection"
			 : "=r"(ticks)
			 :
			 : "memory");
	return ticks;
}

/* The physical count, on any CPU: no guest's offset is in it. A function of its own, so that a test
 * can put another in its place. */
uint64_t clock_now(void);

struct clock_check {
	bool is_exact;        /* one tick is one executed instruction */
	uint64_t frame_ticks; /* two stamps with nothing between */
	uint64_t step_ticks;  /* the smallest step it was seen to make; 0: it stands still */
	uint64_t cntfrq_hz;
};

/* Measures the clock against known numbers of instructions. Never part of its caller, whose addresses
 * would be computed between the stamps. */
__attribute__((noinline)) void clock_check(struct clock_check *out);

/* How many ticks @delay_us microseconds are, at least 1. */
uint64_t clock_ticks(uint64_t delay_us);

#endif
