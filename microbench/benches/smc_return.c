/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped SMC that nobody answers in place: returned to the run loop, refused with NOT_SUPPORTED,
 * stepped over and resumed. From the stamp before the SMC to the stamp behind it, both taken by the
 * guest.
 */
#include "devices/vpsci.h"
#include "measure/bench.h"

static bool is_refused(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == SMCCC_NOT_SUPPORTED;
}

DEFINE_BENCH(smc_return) = {
	.name = "smc/return",
	.payload = "smc_return",
	.expect = { VCPU_EXIT_SMC, 1 },
	.check = is_refused,
};
