/* SPDX-License-Identifier: Apache-2.0 */
/* Two CPUs turn on a third one at once: one of them succeeds. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_race) = {
	.name = "smp/race",
	.payload = "smp_race",
	.vm = { .n_cpus = 4 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
