/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A physical interrupt that becomes a virtual one: the EL2 physical timer fires while the guest
 * spins, vcpu_run() returns it, the host disarms the timer, ends the interrupt and raises the line
 * of a virtual device, the virtual GIC makes its SPI pending in a list register, the guest is
 * resumed and takes it. From the time for which the timer is armed to the first instruction of the
 * guest's own vector.
 */
#include <stddef.h>

#include <vcpu/hal.h>

#include "devices/vgic.h"
#include "drivers/timer.h"
#include "measure/answering.h"
#include "measure/delay.h"
#include "wire/guest_abi.h"

static void arm_timer(struct bench_run *run)
{
	uint64_t due;

	vgic_set_line(run->vm, NULL, GUEST_SPI, false);
	/* Not for the empty frames. */
	if (run->frames == 0) {
		return;
	}
	/* This guest's count is the physical one. CVAL before CTL: as in timer_arm(). */
	due = clock_stamp() + delay_ticks(run);
	sysreg_write_cnthp_cval_el2(due);
	sysreg_write_cnthp_ctl_el2(CNTHP_CTL_ENABLE);
	vcpu_set_gpr(&run->cpu->vcpu, 0, due);
}

/* The timer was due before the guest ran: the machine below has had the CPU. */
static bool is_noise(const struct bench_run *run)
{
	return vcpu_get_gpr(&run->cpu->vcpu, 0) < run->resumed_at;
}

static enum exit_action inject(struct bench_run *run)
{
	if (run->exit.reason != VCPU_EXIT_EXTERNAL_INTERRUPT) {
		return ACTION_STOP;
	}
	hal_irq_handle(run->exit.interrupt.vector);
	vgic_set_line(run->vm, NULL, GUEST_SPI, true);
	return ACTION_RESUME;
}

static const char *take(struct bench_run *run)
{
	return bench_run_answering(run, inject);
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == GUEST_SPI;
}

DEFINE_BENCH(irq_inject) = {
	.name = "irq/inject",
	.payload = "irq_spin",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.take = take,
	.arm = arm_timer,
	.is_noise = is_noise,
	.check = is_it,
};
