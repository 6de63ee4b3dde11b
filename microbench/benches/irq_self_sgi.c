/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest interrupts itself: write of ICC_SGI1R_EL1, which traps, the virtual GIC makes the
 * interrupt pending in a list register, in place where the image can, and the guest takes it. From
 * the stamp before the write to the first instruction of the guest's own vector.
 */
#include "inplace/answers.h"
#include "measure/bench.h"

#define SGI 1u

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == SGI;
}

DEFINE_BENCH(irq_self_sgi) = {
	.name = "irq/self_sgi",
	.payload = "irq_self_sgi",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_SEND_IPI, 1 },
	.in_place = &inplace_answers_msr,
	.check = is_it,
};
