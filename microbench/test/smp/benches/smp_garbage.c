/* SPDX-License-Identifier: Apache-2.0 */
/* CPU_ON of what is no CPU, with what is no entry. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_garbage) = {
	.name = "smp/garbage",
	.payload = "smp_garbage",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
