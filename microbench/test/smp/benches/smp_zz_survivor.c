/* SPDX-License-Identifier: Apache-2.0 */
/* After all of the others: a guest with two CPUs works as before. */
#include "measure/bench.h"

DEFINE_BENCH(smp_zz_survivor) = {
	.name = "smp/zz_survivor",
	.payload = "psci_cpu_on",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_CPU_UP, 1 },
};
