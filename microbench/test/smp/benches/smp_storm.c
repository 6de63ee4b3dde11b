/* SPDX-License-Identifier: Apache-2.0 */
/* CPU_ON as fast as it goes, to CPUs that turn themselves off: each success is one start. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_storm) = {
	.name = "smp/storm",
	.payload = "smp_storm",
	.vm = { .n_cpus = 4 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
