/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A register of the virtual GIC with state behind it: GICD_ISENABLER1, which interrupts are
 * enabled, answered by the model; in place, where the image can. From the stamp before the load to
 * the stamp behind it, both taken by the guest. The answer is what the guest has written before.
 */
#include "inplace/answers.h"
#include "measure/bench.h"
#include "wire/guest_abi.h"

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == GUEST_SPIS_ENABLED;
}

DEFINE_BENCH(mmio_vgic_isenabler) = {
	.name = "mmio/vgic_isenabler",
	.payload = "mmio_vgic_isenabler",
	.needs = BENCH_NEEDS_VIRTUAL_GIC,
	.expect = { VCPU_EXIT_MMIO_READ, 1 },
	.in_place = &inplace_answers_abort,
	.check = is_it,
};
