/* SPDX-License-Identifier: Apache-2.0 */
/* CPUs of a GICv2 interrupt each other, and have their own timers. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_gicv2_remote) = {
	.name = "smp/gicv2_remote",
	.payload = "smp_gicv2_remote",
	.vm = { .n_cpus = 3 },
	.needs = BENCH_NEEDS_GICV2 | BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
