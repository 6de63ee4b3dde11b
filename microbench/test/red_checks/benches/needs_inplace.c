/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

DEFINE_BENCH(needs_inplace) = {
	.name = "needs/inplace",
	.payload = "hvc_return",
	.needs = BENCH_NEEDS_INPLACE,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
