/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A physical interrupt that takes the CPU out of a spinning guest: the EL2 physical timer fires,
 * vcpu_run() returns it, the host disarms the timer and ends the interrupt, and the guest resumes.
 * The guest reads the counter in a tight loop; the sample is the one gap that is longer than the
 * loop, less the loop's own length.
 */
#include "drivers/timer.h"
#include "measure/bench.h"
#include "measure/clock.h"

/* Long enough for the guest to be back in its loop. */
#define DELAY_US 5

static void arm_timer(struct bench_run *run)
{
	(void)run;
	timer_arm(clock_ticks(DELAY_US));
}

DEFINE_BENCH(irq_exit) = {
	.name = "irq/exit",
	.payload = "spin",
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.arm = arm_timer,
};
