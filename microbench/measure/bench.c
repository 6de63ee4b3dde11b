/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/bench.h"

#include <stddef.h>

#include <vcpu/run.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "host/console.h"
#include "host/dispatch.h"
#include "host/vm_run.h"
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
	struct bench_exits all = bench_expected(run->bench);

	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		uint32_t expected = i == all.reason ? all.n * run->batch : 0;

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
	/* Shorter than an empty interval, or negative: a counter that went back, or a guest that
	 * lies. */
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
		int status = vcpu_run_inline(&run->cpu->vcpu, &run->exit);
		enum exit_action action;

		if (status != VCPU_OK) {
			return bench_stop_reason(run, status);
		}
		if (dispatch_is_null_call(&run->exit)) {
			run->exits[VCPU_EXIT_HYPERCALL]++;
			continue;
		}
		run->exits[run->exit.reason]++;
		action = dispatch_exit(run->cpu, &run->exit);
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

static void print_guest_fault(const struct vcpu *vcpu)
{
	static const char *const names[] = { "  ESR_EL1 ", "  ELR_EL1 ", "  FAR_EL1 ",
					     "  vector " };

	for (unsigned int i = 0; i < 4; i++) {
		console_str(names[i]);
		console_hex(vcpu_get_gpr(vcpu, i));
	}
}

static const char *stop_reason(const struct vm_cpu *cpu, const struct vcpu_exit *exit, int status,
			       uint64_t esr)
{
	bool is_guest_fault = status == VCPU_OK && exit->reason == VCPU_EXIT_HYPERCALL &&
			      exit->call.imm == GUEST_HVC_FAULT;

	console_str(status == VCPU_OK ? vcpu_exit_reason_str(exit->reason)
				      : vcpu_status_str(status));
	if (is_guest_fault) {
		print_guest_fault(&cpu->vcpu);
	}
	console_str("  PC ");
	console_hex(vcpu_pc(&cpu->vcpu));
	console_str("  ESR_EL2 ");
	console_hex(esr);
	console_str("\n");
	if (is_guest_fault) {
		return "guest took an exception it did not expect, see the log";
	}
	return "guest stopped at an exit that nothing answers, see the log";
}

const char *bench_stop_reason(struct bench_run *run, int status)
{
	const struct vm_cpu *other = vm_stopped_cpu(run->vm);

	console_str(run->bench->name);
	console_str(": guest stopped: ");
	if (other == NULL) {
		return stop_reason(run->cpu, &run->exit, status, vcpu_last_esr());
	}
	console_str("vCPU ");
	console_dec(other->number);
	console_str(": ");
	return stop_reason(other, &other->stop_exit, other->stop_status, other->stop_esr);
}
