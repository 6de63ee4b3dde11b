/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The call of smc/forward without the hypervisor (HCR_EL2.TSC is 0): the guest's SMC goes there and
 * back without an exit. From the stamp before the SMC to the stamp behind it, both taken by the
 * guest. What smc/forward takes more is the hypervisor's.
 */
#include "measure/bench.h"
#include "wire/guest_abi.h"

static bool is_inverted(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == ~UINT64_C(GUEST_ECHO_VALUE);
}

DEFINE_BENCH(smc_untrapped) = {
	.name = "smc/untrapped",
	.payload = "smc_echo",
	.vm = { .flags_on = VCPU_FLAG_SMC_NATIVE },
	.needs = BENCH_NEEDS_EL3,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.check = is_inverted,
};
