/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A physical interrupt that takes the CPU out of a spinning guest: the EL2 physical timer fires,
 * vcpu_run() returns it, the host disarms the timer and ends the interrupt, and the guest resumes.
 * The guest reads the counter in a tight loop; the sample is the one gap that is longer than the
 * loop, less the loop's own length. On a clock that is not exact a gap that the interrupt did not
 * make is noise of the machine below, and no sample.
 */
#include "drivers/timer.h"
#include "measure/delay.h"

/* What the payload asks for before it spins. A timer that has not fired yet goes on: noise that
 * ends every spin at once must not put the interrupt off for ever. */
static void arm_timer(struct bench_run *run)
{
	uint64_t ticks = delay_ticks(run);

	if (!timer_is_armed()) {
		timer_arm(ticks);
	}
	vcpu_set_gpr(&run->cpu->vcpu, 0, ticks);
}

/* The payload names the code that is between its stamps. An interrupt behind it, after a gap that
 * was noise, was not in that gap. */
static bool is_in_the_gap(const struct bench_run *run)
{
	const struct vcpu *vcpu = &run->cpu->vcpu;

	return run->cpu->interrupted_pc >= vcpu_get_gpr(vcpu, 2) &&
	       run->cpu->interrupted_pc < vcpu_get_gpr(vcpu, 3);
}

static bool is_noise(const struct bench_run *run)
{
	return run->exits[VCPU_EXIT_EXTERNAL_INTERRUPT] == 0 || !is_in_the_gap(run);
}

static bool is_right(struct bench_run *run, uint64_t answer)
{
	(void)answer;
	return is_in_the_gap(run);
}

DEFINE_BENCH(irq_exit) = {
	.name = "irq/exit",
	.payload = "spin",
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.arm = arm_timer,
	.check = is_right,
	.is_noise = is_noise,
};
