/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual timer's interrupt: the guest's CNTV fires while the guest spins, the virtual GIC puts
 * the physical interrupt into its list register, in place where the image can, and the guest takes
 * it. From the time for which the timer is set to the first instruction of the guest's own vector.
 */
#include "devices/vgic.h"
#include "inplace/answers.h"
#include "measure/delay.h"

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == VGIC_VTIMER;
}

DEFINE_BENCH(irq_vtimer) = {
	.name = "irq/vtimer",
	.payload = "irq_vtimer",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.in_place = &inplace_answers_irq,
	.arm = delay_tell,
	.check = is_it,
};
