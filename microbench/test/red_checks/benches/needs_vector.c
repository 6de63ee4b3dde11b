/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

DEFINE_BENCH(needs_vector) = {
	.name = "needs/vector",
	.payload = "hvc_return",
	.needs = BENCH_NEEDS_VECTOR,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
