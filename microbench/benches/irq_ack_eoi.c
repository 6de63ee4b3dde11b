/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an interrupt costs a guest beside its vector: ICC_IAR1_EL1 read and ICC_EOIR1_EL1 written, both
 * answered by the GIC's virtual CPU interface out of a list register, without an exit. From the stamp
 * before the read to the stamp behind the write, both taken by the guest. The host makes the next one
 * pending before.
 */
#include "measure/bench.h"

#define VIRTUAL_SPI 40u

static void make_pending(struct bench_run *run)
{
	(void)vcpu_inject_interrupt(&run->cpu->vcpu, VIRTUAL_SPI);
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == VIRTUAL_SPI;
}

DEFINE_BENCH(irq_ack_eoi) = {
	.name = "irq/ack_eoi",
	.payload = "irq_ack_eoi",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.arm = make_pending,
	.check = is_it,
};
