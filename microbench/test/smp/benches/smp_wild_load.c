/* SPDX-License-Identifier: Apache-2.0 */
/* Another vCPU loads from nowhere, while vCPU 0 spins. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_wild_load) = {
	.name = "smp/wild_load",
	.payload = "smp_wild_load",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
