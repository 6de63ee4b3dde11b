/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first FP instruction of a vCPU whose FP/SIMD registers are loaded on use: trap, all of them
 * loaded, resumed, the instruction executed. From the stamp before the instruction to the stamp
 * behind it, both taken by the guest. Before, the vCPU is unbound and bound.
 */
#include <vcpu/status.h>

#include "measure/bench.h"
#include "wire/guest_abi.h"

static void drop(struct bench_run *run)
{
	struct vcpu *vcpu = &run->cpu->vcpu;

	/* The empty frames, and the floor, are with the registers loaded. */
	if (run->frames == 0) {
		return;
	}
	/* One that cannot be bound again does not run, which is reported. */
	if (vcpu_unbind(vcpu) == VCPU_OK) {
		(void)vcpu_bind(vcpu);
	}
}

static bool is_kept(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == GUEST_FP_VALUE;
}

DEFINE_BENCH(fp_first_use) = {
	.name = "fp/first_use",
	.payload = "fp_first_use",
	.vm = { .flags_on = VCPU_FLAG_FP_ON_USE },
	.expect = { VCPU_EXIT_NOTHING, 1 },
	.arm = drop,
	.check = is_kept,
};
