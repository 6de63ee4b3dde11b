/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A null hypercall: HVC from EL1, vcpu_run() returns the exit to the run loop, the run loop resumes
 * the guest. From the stamp before the HVC to the stamp behind it, both taken by the guest.
 */
#include "measure/bench.h"

DEFINE_BENCH(hvc_return) = {
	.name = "hvc/return",
	.payload = "hvc_return",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
