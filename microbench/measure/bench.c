/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

#include <vcpu/status.h>

#include "host/console.h"
#include "host/dispatch.h"
#include "wire/guest_abi.h"

void bench_add_frame(struct bench_run *run, uint64_t ticks)
{
	if (run->frames == 0 || ticks < run->overhead) {
		run->overhead = ticks;
	}
	run->frames++;
}

static bool are_exits_right(const struct bench_run *run)
{
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		uint32_t expected = i == run->bench->expect.reason ? run->bench->expect.n : 0;

		if (run->exits[i] != expected) {
			return false;
		}
	}
	return true;
}

void bench_add_sample(struct bench_run *run, uint64_t ticks, bool is_answer_right)
{
	if (run->warmup_left > 0) {
		run->warmup_left--;
		return;
	}
	/* Shorter than an empty interval, or negative: a counter that went back, or a guest that lies. */
	if (!are_exits_right(run) || !is_answer_right || (int64_t)ticks < (int64_t)run->overhead) {
		run->bad++;
	}
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		run->totals[i] += run->exits[i];
	}
	ring_push(&run->ring, ticks - run->overhead);
}

bool bench_is_done(const struct bench_run *run)
{
	return run->ring.n == run->ring.capacity;
}

const char *bench_run_to_report(struct bench_run *run)
{
	for (;;) {
		int status = vcpu_run(&run->vm.vcpu, &run->exit);
		enum exit_action action;

		if (status != VCPU_OK) {
			return bench_stop_reason(run, status);
		}
		run->exits[run->exit.reason]++;
		action = dispatch_exit(&run->vm, &run->exit);
		if (action == ACTION_RESUME) {
			continue;
		}
		if (action == ACTION_STOP) {
			return bench_stop_reason(run, VCPU_OK);
		}
		run->exits[VCPU_EXIT_HYPERCALL]--; /* the report itself */
		return NULL;
	}
}

void bench_forget_exits(struct bench_run *run)
{
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		run->exits[i] = 0;
	}
}

static bool is_noise(const struct bench_run *run)
{
	return !run->is_clock_exact && run->bench->is_noise != NULL && run->bench->is_noise(run);
}

static bool is_right(struct bench_run *run, uint64_t answer)
{
	return run->bench->check == NULL || run->bench->check(run, answer);
}

const char *bench_run_guest(struct bench_run *run)
{
	while (!bench_is_done(run)) {
		const struct vcpu *vcpu = &run->vm.vcpu;
		const char *why = bench_run_to_report(run);
		uint64_t ticks = vcpu_get_gpr(vcpu, 1) - vcpu_get_gpr(vcpu, 0);

		if (why != NULL) {
			return why;
		}
		switch (run->exit.hypercall.imm) {
		case GUEST_HVC_FRAME:
			bench_add_frame(run, ticks);
			break;
		case GUEST_HVC_SAMPLE:
			if (!is_noise(run)) {
				bench_add_sample(run, ticks, is_right(run, vcpu_get_gpr(vcpu, 2)));
			}
			break;
		case GUEST_HVC_READY:
			if (run->bench->arm != NULL) {
				run->bench->arm(run);
			}
			break;
		default:
			return bench_stop_reason(run, VCPU_OK);
		}
		bench_forget_exits(run);
	}
	return NULL;
}

static void print_guest_fault(const struct vcpu *vcpu)
{
	static const char *const names[] = { "  ESR_EL1 ", "  ELR_EL1 ", "  FAR_EL1 ",
					     "  vector " };

	for (unsigned int i = 0; i < 4; i++) {
		console_str(names[i]);
		console_hex(vcpu_get_gpr(vcpu, i));
	}
}

const char *bench_stop_reason(struct bench_run *run, int status)
{
	const struct vcpu *vcpu = &run->vm.vcpu;
	bool is_guest_fault = status == VCPU_OK && run->exit.reason == VCPU_EXIT_HYPERCALL &&
			      run->exit.hypercall.imm == GUEST_HVC_FAULT;

	console_str(run->bench->name);
	console_str(": guest stopped: ");
	console_str(status == VCPU_OK ? vcpu_exit_reason_str(run->exit.reason)
				      : vcpu_status_str(status));
	if (is_guest_fault) {
		print_guest_fault(vcpu);
	}
	console_str("  PC ");
	console_hex(vcpu_pc(vcpu));
	console_str("  ESR_EL2 ");
	console_hex(vcpu_last_esr());
	console_str("\n");
	if (is_guest_fault) {
		return "guest took an exception it did not expect, see the log";
	}
	return "guest stopped at an exit that nothing answers, see the log";
}
