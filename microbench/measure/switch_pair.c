/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/switch_pair.h"

#include <stddef.h>

#include <vcpu/run.h>
#include <vcpu/status.h>

#include "host/vm_switch.h"
#include "measure/world.h"
#include "wire/guest_abi.h"

/* What the two guests' registers are made of; no byte of the one is in the other. */
#define SEED_FIRST UINT64_C(0x1112131415161718)
#define SEED_OTHER UINT64_C(0xe1e2e3e4e5e6e7e8)

bool switch_pair_switch(struct vm_cpu *from, struct vm_cpu *to)
{
	return vm_switch(from, to) == VCPU_OK;
}

/* A run loop's part of an exit: is it the report that is due? */
static inline bool has_reported(struct bench_run *run, struct vm_cpu *cpu, uint16_t report)
{
	return vcpu_run_inline(&cpu->vcpu, &run->exit) == VCPU_OK &&
	       run->exit.reason == VCPU_EXIT_HYPERCALL && run->exit.call.imm == report;
}

static const char *start_with_seed(struct bench_run *run, struct vm_cpu *cpu, uint64_t seed)
{
	vcpu_set_gpr(&cpu->vcpu, 0, seed);
	return has_reported(run, cpu, GUEST_HVC_READY) ? NULL : bench_stop_reason(run, VCPU_OK);
}

/* @first is at its first READY, and at the second one then; @other has left by SAMPLE. */
static const char *start_both(struct bench_run *run, struct vm_cpu *first, struct vm_cpu *other)
{
	const char *why = start_with_seed(run, first, SEED_FIRST);

	if (why != NULL) {
		return why;
	}
	if (!switch_pair_switch(first, other)) {
		return "the other vCPU cannot be bound";
	}
	if (!has_reported(run, other, GUEST_HVC_READY)) {
		return bench_stop_reason(run, VCPU_OK);
	}
	why = start_with_seed(run, other, SEED_OTHER);
	if (why != NULL) {
		return why;
	}
	if (!has_reported(run, other, GUEST_HVC_SAMPLE)) {
		return bench_stop_reason(run, VCPU_OK);
	}
	return switch_pair_switch(other, first) ? NULL : "the first vCPU cannot be bound again";
}

/* @from is bound, at READY; @to has left by SAMPLE. Whatever is not the switch comes between READY
 * and @from's next stamp. */
static const char *alternate(struct bench_run *run, struct vm_cpu *from, struct vm_cpu *to)
{
	while (!bench_is_done(run)) {
		struct vm_cpu *next = from;
		int err;

		bench_displace(run);
		bench_forget_exits(run);
		if (!has_reported(run, from, GUEST_HVC_SAMPLE)) {
			return bench_stop_reason(run, VCPU_OK);
		}
		err = vm_switch(from, to);
		if (!has_reported(run, to, GUEST_HVC_READY)) {
			return bench_stop_reason(run, VCPU_OK);
		}
		run->exits[VCPU_EXIT_HYPERCALL]++; /* READY is behind the second stamp */
		bench_add_sample(run, vcpu_get_gpr(&to->vcpu, 0) - vcpu_get_gpr(&from->vcpu, 1),
				 err == VCPU_OK);
		from = to;
		to = next;
	}
	return NULL;
}

const char *switch_pair_take(struct bench_run *run, struct vm_cpu *other)
{
	struct vm_cpu *first = run->cpu;
	const char *why = start_both(run, first, other);

	if (why == NULL) {
		why = alternate(run, first, other);
	}
	if (vcpu_current() == &other->vcpu) {
		(void)switch_pair_switch(other, first);
	}
	return why;
}
