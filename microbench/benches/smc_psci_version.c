/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PSCI_VERSION by SMC, answered by the virtual PSCI; in place, where the image can. From the stamp
 * before the SMC to the stamp behind it, both taken by the guest.
 */
#include "devices/vpsci.h"
#include "inplace/answers.h"
#include "measure/bench.h"

static bool is_version(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == PSCI_VERSION_1_1;
}

DEFINE_BENCH(smc_psci_version) = {
	.name = "smc/psci_version",
	.payload = "smc_psci_version",
	.expect = { VCPU_EXIT_SMC, 1 },
	.in_place = &inplace_answers_smc,
	.check = is_version,
};
