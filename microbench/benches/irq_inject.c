/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A physical interrupt that becomes a virtual one: the EL2 physical timer fires while the guest
 * spins, vcpu_run() returns it, the host disarms the timer, ends the interrupt, makes a virtual SPI
 * pending in a list register and resumes. From the time for which the timer is armed to the first
 * instruction of the guest's own vector.
 */
#include <vcpu/hal.h>
#include <vcpu/status.h>

#include "drivers/timer.h"
#include "measure/answering.h"
#include "measure/clock.h"

#define VIRTUAL_SPI 40u

/* Long enough for the guest to be in its loop; under a noisy clock the host of an emulator may take
 * the CPU away meanwhile. */
#define DELAY_EXACT_US 5
#define DELAY_US       100

static void arm_timer(struct bench_run *run)
{
	timer_arm(clock_ticks(run->is_clock_exact ? DELAY_EXACT_US : DELAY_US));
	vcpu_set_gpr(&run->cpu->vcpu, 0, sysreg_read_cnthp_cval_el2() - sysreg_read_cntvoff_el2());
}

static enum exit_action inject(struct bench_run *run)
{
	if (run->exit.reason != VCPU_EXIT_EXTERNAL_INTERRUPT) {
		return ACTION_STOP;
	}
	hal_irq_handle(run->exit.interrupt.vector);
	return vcpu_inject_interrupt(&run->cpu->vcpu, VIRTUAL_SPI) == VCPU_OK ? ACTION_RESUME
									      : ACTION_STOP;
}

static const char *take(struct bench_run *run)
{
	return bench_run_answering(run, inject);
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == VIRTUAL_SPI;
}

DEFINE_BENCH(irq_inject) = {
	.name = "irq/inject",
	.payload = "irq_spin",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.take = take,
	.arm = arm_timer,
	.check = is_it,
};
