/* SPDX-License-Identifier: Apache-2.0 */
/* vCPU 0 turns itself off, while another one spins. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_last_off) = {
	.name = "smp/last_off",
	.payload = "smp_last_off",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
