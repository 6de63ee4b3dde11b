/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped SMC: PSCI_VERSION, returned to the run loop, answered at EL2, stepped over and resumed.
 * From the stamp before the SMC to the stamp behind it, both taken by the guest.
 */
#include "devices/psci.h"
#include "measure/bench.h"

static bool is_version(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == PSCI_VERSION_1_1;
}

DEFINE_BENCH(smc_return) = {
	.name = "smc/return",
	.payload = "smc_return",
	.expect = { VCPU_EXIT_SMC, 1 },
	.check = is_version,
};
