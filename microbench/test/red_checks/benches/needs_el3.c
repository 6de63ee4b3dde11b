/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

DEFINE_BENCH(needs_el3) = {
	.name = "needs/el3",
	.payload = "hvc_return",
	.needs = BENCH_NEEDS_EL3,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
