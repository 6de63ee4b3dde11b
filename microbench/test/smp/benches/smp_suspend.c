/* SPDX-License-Identifier: Apache-2.0 */
/* CPU_SUSPEND waits for the virtual timer; a state that there is not is refused. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_suspend) = {
	.name = "smp/suspend",
	.payload = "smp_suspend",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_GICV3 | BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
