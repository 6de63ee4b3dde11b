/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped WFI of a guest that need not wait: returned to the run loop, which finds it awake at
 * once, steps over it and resumes. From the stamp before the WFI to the stamp behind it, both taken
 * by the guest. Nothing is waited for: it is what a wait costs that is over when it begins.
 */
#include "measure/answering.h"

static enum exit_action wake(struct bench_run *run)
{
	if (run->exit.reason != VCPU_EXIT_HALT || run->exit.halt.is_wfe) {
		return ACTION_STOP;
	}
	vcpu_finish_step(&run->cpu->vcpu);
	return ACTION_RESUME;
}

static const char *take(struct bench_run *run)
{
	return bench_run_answering(run, wake);
}

DEFINE_BENCH(wfx_wfi_wake) = {
	.name = "wfx/wfi_wake",
	.payload = "wfi",
	.expect = { VCPU_EXIT_HALT, 1 },
	.take = take,
};
