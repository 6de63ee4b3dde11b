/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A physical interrupt that takes the CPU out of a spinning guest: the EL2 physical timer fires,
 * vcpu_run() returns it, the host disarms the timer and ends the interrupt, and the guest resumes.
 * The guest reads the counter in a tight loop; the sample is the one gap that is longer than the
 * loop, less the loop's own length. On a clock that is not exact a gap without any exit is noise of
 * the machine below, and no sample.
 */
#include "drivers/timer.h"
#include "measure/bench.h"
#include "measure/clock.h"

/* Long enough for the guest to be back in its loop; under a noisy clock the host of an emulator may
 * take the CPU away meanwhile. */
#define DELAY_EXACT_US 5
#define DELAY_US       100

static void arm_timer(struct bench_run *run)
{
	uint64_t delay_ticks = clock_ticks(run->is_clock_exact ? DELAY_EXACT_US : DELAY_US);

	timer_arm(delay_ticks);
	vcpu_set_gpr(&run->vm.vcpu, 0, delay_ticks);
}

DEFINE_BENCH(irq_exit) = {
	.name = "irq/exit",
	.payload = "spin",
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.arm = arm_timer,
	.is_gap = true,
};
