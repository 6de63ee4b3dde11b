/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a trapped wait: the guest's WFI has been returned to the run loop, which sleeps in a
 * WFI of its own; the guest's virtual timer wakes the CPU, the run loop steps over the guest's WFI
 * and resumes, the virtual GIC puts the pending interrupt into its list register, in place where
 * the image can, and the guest takes it. From the time for which the timer is set to the first
 * instruction of the guest's own vector.
 */
#include "devices/vgic.h"
#include "host/vm_run.h"
#include "inplace/answers.h"
#include "measure/answering.h"
#include "measure/delay.h"

/* Since the payload set its timer. */
static bool has_slept;

static void begin(struct bench_run *run)
{
	has_slept = false;
	delay_tell(run);
}

static enum exit_action sleep(struct bench_run *run)
{
	if (run->exit.reason != VCPU_EXIT_HALT) {
		return ACTION_STOP;
	}
	has_slept = true;
	run->exits[VCPU_EXIT_HALT]--; /* before the interval, which begins while the host sleeps */
	vm_wait(run->cpu);
	vcpu_finish_step(&run->cpu->vcpu);
	return ACTION_RESUME;
}

/* The timer was due before the guest could wait: the machine below has had the CPU. */
static bool is_noise(const struct bench_run *run)
{
	(void)run;
	return !has_slept;
}

static const char *take(struct bench_run *run)
{
	return bench_run_answering(run, sleep);
}

static bool is_it(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == VGIC_VTIMER;
}

DEFINE_BENCH(wfx_wfi_vtimer) = {
	.name = "wfx/wfi_vtimer",
	.payload = "irq_vtimer_wfi",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.in_place = &inplace_answers_irq,
	.take = take,
	.arm = begin,
	.is_noise = is_noise,
	.check = is_it,
};
