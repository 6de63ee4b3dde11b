/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An interrupt that no hypervisor sees, the floor of irq/vtimer and irq/inject: the guest has the
 * CPU's interrupts and its physical timer to itself. From the time for which the timer is set to
 * the first instruction of the guest's own vector; what the machine takes.
 */
#include <gic.h>

#include "measure/delay.h"

#define PHYSICAL_TIMER 30u /* BSA, "PE timers": Non-secure EL1 physical timer */

static const char *take(struct bench_run *run)
{
	const char *why;

	gic_enable_private(PHYSICAL_TIMER);
	why = bench_run_guest(run);
	gic_disable_private(PHYSICAL_TIMER);
	return why;
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == PHYSICAL_TIMER;
}

DEFINE_BENCH(irq_passthrough) = {
	.name = "irq/passthrough",
	.payload = "irq_passthrough",
	.vm = { .flags_off = VCPU_FLAG_VIRTUAL_GIC,
		.flags_on = VCPU_FLAG_INTERRUPT_PASSTHROUGH | VCPU_FLAG_TIMER_PASSTHROUGH },
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = take,
	.arm = delay_tell,
	.check = is_it,
};
