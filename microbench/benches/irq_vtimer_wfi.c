/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As irq/vtimer, but the guest sleeps in a WFI that does not trap. From the time for which the
 * timer is set, which wakes the CPU in the guest, to the first instruction of the guest's own
 * vector. QEMU moves its clock on while all CPUs sleep: once in many boots it has been seen to move
 * it by two ticks too far.
 */
#include "devices/vgic.h"
#include "inplace/answers.h"
#include "measure/delay.h"

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == VGIC_VTIMER;
}

DEFINE_BENCH(irq_vtimer_wfi) = {
	.name = "irq/vtimer_wfi",
	.payload = "irq_vtimer_wfi",
	.vm = { .flags_on = VCPU_FLAG_WFX_NATIVE },
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.in_place = &inplace_answers_irq,
	.arm = delay_tell,
	.check = is_it,
};
