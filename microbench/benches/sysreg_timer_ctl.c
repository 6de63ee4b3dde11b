/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A write of CNTP_CTL_EL0, which traps where the guest does not own the EL1 physical timer:
 * returned to the run loop, answered by the virtual physical timer, which sets the CPU's, stepped
 * over and resumed. From the stamp before the MSR to the stamp behind it, both taken by the guest.
 */
#include "measure/bench.h"
#include "wire/guest_abi.h"

#define ENABLE 1u

static bool is_on(struct bench_run *run, uint64_t answer)
{
	const struct vtimer_phys *timer = &run->cpu->phys_timer;

	(void)answer;
	return timer->ctl == ENABLE && timer->cval == GUEST_TIMER_FAR && !timer->is_line_high;
}

DEFINE_BENCH(sysreg_timer_ctl) = {
	.name = "sysreg/timer_ctl",
	.payload = "sysreg_timer_ctl",
	.expect = { VCPU_EXIT_SYSREG_WRITE, 1 },
	.check = is_on,
};
