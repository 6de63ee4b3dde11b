/* SPDX-License-Identifier: Apache-2.0 */
/* All vCPUs send lines that look like records. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_console) = {
	.name = "smp/console",
	.payload = "smp_console",
	.vm = { .n_cpus = 4 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
