/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PSCI CPU_ON: the call is returned to the run loop of the first vCPU's CPU, which hands it over to
 * the second one's and kicks that CPU out of its sleep; there a fresh vCPU is made, bound and
 * entered. From the first vCPU's stamp before the HVC to the second one's, its first instruction.
 * In between the second vCPU has been turned off again, by itself.
 *
 * In exact mode one clock counts the instructions of both CPUs, whichever runs: those of the first
 * one after it has kicked the second are in it as far as they come before the second stamp.
 */
#include "measure/bench.h"

static bool has_succeeded(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == 0;
}

DEFINE_BENCH(psci_cpu_on) = {
	.name = "psci/cpu_on",
	.payload = "psci_cpu_on",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_CPU_UP, 1 },
	.check = has_succeeded,
};
