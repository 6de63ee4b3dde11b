/* SPDX-License-Identifier: Apache-2.0 */
/* For benchmarks of an interrupt that a timer makes: how far ahead the timer is set. */
#ifndef MEASURE_DELAY_H
#define MEASURE_DELAY_H

#include "measure/bench.h"
#include "measure/clock.h"

/* Long enough for the guest to be waiting; under a noisy clock the host of an emulator may take the
 * CPU away meanwhile. */
#define DELAY_EXACT_US 5
#define DELAY_US       100

static inline uint64_t delay_ticks(const struct bench_run *run)
{
	return clock_ticks(run->is_clock_exact ? DELAY_EXACT_US : DELAY_US);
}

/* For .arm of payloads that set the timer themselves. */
static inline void delay_tell(struct bench_run *run)
{
	vcpu_set_gpr(&run->cpu->vcpu, 0, delay_ticks(run));
}

#endif
