/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an interrupt costs a guest beside its vector: ICC_IAR1_EL1 read and ICC_EOIR1_EL1 written,
 * both answered by the GIC's virtual CPU interface out of a list register, without an exit. From
 * the stamp before the read to the stamp behind the write, both taken by the guest. The host makes
 * the next one pending before.
 */
#include <stddef.h>

#include "devices/vgic.h"
#include "measure/bench.h"
#include "wire/guest_abi.h"

static void make_pending(struct bench_run *run)
{
	/* Not for the empty frames. */
	if (run->frames != 0) {
		vgic_set_line(run->vm, NULL, GUEST_SPI, true);
		vgic_set_line(run->vm, NULL, GUEST_SPI, false);
	}
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == GUEST_SPI;
}

DEFINE_BENCH(irq_ack_eoi) = {
	.name = "irq/ack_eoi",
	.payload = "irq_ack_eoi",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.arm = make_pending,
	.check = is_it,
};
