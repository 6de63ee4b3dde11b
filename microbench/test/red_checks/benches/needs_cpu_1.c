/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

DEFINE_BENCH(needs_cpu_1) = {
	.name = "needs/cpu_1",
	.payload = "hvc_return",
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
