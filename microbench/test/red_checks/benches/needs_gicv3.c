/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

DEFINE_BENCH(needs_gicv3) = {
	.name = "needs/gicv3",
	.payload = "hvc_return",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
