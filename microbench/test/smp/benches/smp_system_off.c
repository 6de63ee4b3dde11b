/* SPDX-License-Identifier: Apache-2.0 */
/* Another vCPU turns the guest off. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_system_off) = {
	.name = "smp/system_off",
	.payload = "smp_system_off",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
