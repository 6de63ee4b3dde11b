/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped system register: write of ICC_SGI1R_EL1 with an empty target list, answered by
 * the virtual GIC; in place, where the image can. From the stamp before the MSR to the
 * stamp behind it, both taken by the guest.
 */
#include "inplace/answers.h"
#include "measure/bench.h"

DEFINE_BENCH(sysreg_sgi1r_empty) = {
	.name = "sysreg/sgi1r_empty",
	.payload = "sysreg_sgi1r_empty",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_SEND_IPI, 1 },
	.in_place = &inplace_answers_msr,
};
