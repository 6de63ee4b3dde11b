/* SPDX-License-Identifier: Apache-2.0 */
/* A guest with a time of its own: both of its CPUs count from when it started. */
#include <stddef.h>

#include <vcpu/sysreg.h>

#include "test/smp/benches/smp_take.h"

/* The payload reports the first counts of its two CPUs in x0 and x1. */
static const char *take(struct bench_run *run)
{
	const char *why = smp_take(run);
	uint64_t age = sysreg_read_cntpct_el0() - run->vm->cntvoff;

	if (why == NULL && (run->vm->cntvoff == 0 || age >= run->vm->cntvoff)) {
		return "this guest started too early to tell";
	}
	if (why == NULL && (vcpu_get_gpr(&run->cpu->vcpu, 0) > vcpu_get_gpr(&run->cpu->vcpu, 1) ||
			    vcpu_get_gpr(&run->cpu->vcpu, 1) > age)) {
		return "the guest's time is not its own";
	}
	return why;
}

DEFINE_BENCH(smp_time) = {
	.name = "smp/time",
	.payload = "smp_time",
	.vm = { .n_cpus = 2, .has_own_time = true },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = take,
};
