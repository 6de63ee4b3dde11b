/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped SMC that goes on to EL3: the library issues it there with x0 to x17 of the guest, gives
 * the guest the answer and steps over it; the run loop gets an exit with nothing to do, and
 * resumes. From the stamp before the SMC to the stamp behind it, both taken by the guest; what the
 * monitor at EL3 takes to invert 17 registers is in it.
 */
#include "measure/bench.h"
#include "wire/guest_abi.h"

static bool is_inverted(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == ~UINT64_C(GUEST_ECHO_VALUE);
}

DEFINE_BENCH(smc_forward) = {
	.name = "smc/forward",
	.payload = "smc_echo",
	.vm = { .flags_on = VCPU_FLAG_SMC_FORWARD },
	.needs = BENCH_NEEDS_EL3,
	.expect = { VCPU_EXIT_NOTHING, 1 },
	.check = is_inverted,
};
