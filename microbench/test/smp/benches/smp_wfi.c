/* SPDX-License-Identifier: Apache-2.0 */
/* A vCPU that waits sleeps, until an SGI wakes it; and it is stopped asleep. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_wfi) = {
	.name = "smp/wfi",
	.payload = "smp_wfi",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_GICV3 | BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
