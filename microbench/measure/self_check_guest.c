/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "drivers/timer.h"
#include "host/string.h"
#include "measure/judge.h"
#include "measure/self_check.h"

#define DELAY_US  5u
#define SPINS_MAX 100000u /* reports of a guest that is not interrupted; then it is given up */

#define PASSED       ((struct self_check_result){ .outcome = SELF_CHECK_PASSED })
#define NOT_MADE     ((struct self_check_result){ .outcome = SELF_CHECK_NOT_MADE })
#define FAILED(text) ((struct self_check_result){ .outcome = SELF_CHECK_FAILED, .what = (text) })

/* Not in the list of benchmarks: nobody can ask for it. */
static const struct bench check_bench = {
	.name = "self-check",
	.payload = "self_check",
};

static bool has_exits(const struct bench_run *run)
{
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		if (run->exits[i] != 0) {
			return true;
		}
	}
	return false;
}

/* To the payload's next report. False: it stopped. */
static bool run_to_report(struct bench_run *run, uint64_t *ticks)
{
	bench_forget_exits(run);
	if (bench_run_to_report(run) != NULL) {
		return false;
	}
	*ticks = vcpu_get_gpr(&run->cpu->vcpu, 1) - vcpu_get_gpr(&run->cpu->vcpu, 0);
	return true;
}

static bool take_frames(struct bench_run *run, struct self_check_guest *guest)
{
	while (guest->n_frames < GUEST_FRAMES) {
		if (!run_to_report(run, &guest->frames[guest->n_frames])) {
			return false;
		}
		guest->has_exit_in_frame = guest->has_exit_in_frame || has_exits(run);
		guest->n_frames++;
	}
	return true;
}

/* Out of a guest that spins, within a bounded time. */
static bool takes_timer(struct bench_run *run)
{
	uint64_t unused;

	timer_arm(clock_ticks(DELAY_US));
	for (unsigned int i = 0; i < SPINS_MAX && timer_is_armed(); i++) {
		if (!run_to_report(run, &unused)) {
			return false;
		}
		if (run->exits[VCPU_EXIT_EXTERNAL_INTERRUPT] == 1) {
			return true;
		}
	}
	return false;
}

static void run_all(struct bench_run *run, struct self_check_context *context)
{
	struct self_check_guest *guest = &context->guest;

	guest->has_calls = take_frames(run, guest) && run_to_report(run, &guest->calls_ticks);
	if (guest->has_calls && context->is_timer_alive) {
		guest->was_interrupted = takes_timer(run);
	}
}

void self_check_run_guest(struct self_check_context *context)
{
	/* Too large for the stack. */
	static struct bench_run run;
	const struct payload *payload = payload_find(check_bench.payload);

	memset(&run, 0, sizeof(run));
	run.bench = &check_bench;
	run.vm = &vms[0];
	run.cpu = &run.vm->cpus[0];
	run.batch = 1;
	if (payload == NULL || !vm_start(run.vm, payload, &check_bench.vm)) {
		return;
	}
	run_all(&run, context);
	vm_stop(run.vm);
}

/* The stamps of a guest that is stopped, or interrupted by anything, for each of them. */
struct self_check_result self_check_traps(const struct self_check_context *context)
{
	const struct self_check_guest *guest = &context->guest;

	if (guest->n_frames < GUEST_FRAMES) {
		return FAILED("a guest that reads it stops, see the log");
	}
	return guest->has_exit_in_frame ? FAILED("a guest that reads it exits") : PASSED;
}

struct self_check_result self_check_frames(const struct self_check_context *context)
{
	const struct self_check_guest *guest = &context->guest;
	bool is_constant;

	if (guest->n_frames < GUEST_FRAMES) {
		return NOT_MADE;
	}
	is_constant = judge_frames(guest->frames, GUEST_FRAMES, context->clock->is_exact,
				   context->clock->step_ticks);
	return is_constant ? PASSED : FAILED("empty frames differ");
}

/* Of an exact clock, where each tick is an instruction, there is nothing to ask. */
static bool has_step(const struct self_check_context *context)
{
	return !context->clock->is_exact && context->guest.has_calls &&
	       context->clock->step_ticks != 0;
}

static struct self_check_result too_coarse(const struct self_check_context *context)
{
	return (struct self_check_result){
		.outcome = SELF_CHECK_FAILED,
		.what = "a null hypercall takes",
		.seen = context->guest.calls_ticks * 1000 / GUEST_CHECK_CALLS /
			context->clock->step_ticks,
		.unit = "thousandths of a step",
	};
}

struct self_check_result self_check_step_batched(const struct self_check_context *context)
{
	if (!has_step(context)) {
		return NOT_MADE;
	}
	return judge_step_batched(context->guest.calls_ticks, GUEST_CHECK_CALLS,
				  context->clock->step_ticks)
		       ? PASSED
		       : too_coarse(context);
}

struct self_check_result self_check_step_singly(const struct self_check_context *context)
{
	if (!has_step(context)) {
		return NOT_MADE;
	}
	return judge_step_singly(context->guest.calls_ticks, GUEST_CHECK_CALLS,
				 context->clock->step_ticks)
		       ? PASSED
		       : too_coarse(context);
}

struct self_check_result self_check_timer(const struct self_check_context *context)
{
	if (!context->is_timer_alive) {
		return FAILED("the timer runs out and its interrupt does not come");
	}
	return context->guest.was_interrupted ? PASSED
					      : FAILED("its interrupt takes no guest off the CPU");
}
