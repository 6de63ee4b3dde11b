/* SPDX-License-Identifier: Apache-2.0 */
/* Another vCPU takes an exception that its vectors report. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_brk) = {
	.name = "smp/brk",
	.payload = "smp_brk",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
