/* SPDX-License-Identifier: Apache-2.0 */
/* One CPU reads and changes interrupts that another one has in its list registers. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_gic_remote) = {
	.name = "smp/gic_remote",
	.payload = "smp_gic_remote",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_GICV3 | BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
