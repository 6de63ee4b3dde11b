/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A read that every operating system's GIC driver makes: GICD_IIDR of the virtual GIC, answered by
 * the model; in place, where the image can. From the stamp before the load to the stamp behind it,
 * both taken by the guest.
 */
#include "devices/vgic.h"
#include "inplace/answers.h"
#include "measure/bench.h"

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == VGIC_IIDR;
}

DEFINE_BENCH(mmio_vgic_iidr) = {
	.name = "mmio/vgic_iidr",
	.payload = "mmio_vgic_iidr",
	.needs = BENCH_NEEDS_VIRTUAL_GIC,
	.expect = { VCPU_EXIT_MMIO_READ, 1 },
	.in_place = &inplace_answers_abort,
	.check = is_it,
};
