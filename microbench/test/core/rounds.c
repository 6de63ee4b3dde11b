/* SPDX-License-Identifier: Apache-2.0 */
#include "test/core/rounds.h"

#include "host/string.h"
#include "test/core/core.h"
#include "test/core/probe.h"

#define NZCV_SHIFT 28

/* Nothing else lies where a handler's stack could run over. */
static struct {
	unsigned char below[256];
	struct guest guest;
} place __attribute__((aligned(16)));
struct guest *const rounds_guest = &place.guest;
struct rounds_want rounds_want;

/* What no exit of it changes. */
static struct {
	struct vcpu_el1_state el1;
	struct vcpu_fp_state fp;
} kept;

bool rounds_start(void)
{
	unsigned char *fp = (unsigned char *)&rounds_guest->vcpu.arch.fp.q;

	memset(place.below, 0xa5, sizeof(place.below));
	if (!probe_start(rounds_guest, 0) || !guest_unbind(rounds_guest)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(rounds_guest->vcpu.arch.fp.q); i++) {
		fp[i] = (unsigned char)(i * 7 + 1);
	}
	memset(rounds_guest->vcpu.arch.inplace_stack, 0xa5, VCPU_INPLACE_STACK_BYTES);
	return true;
}

/* Other values in every register; each has its number in it. */
void rounds_fill(uint64_t round)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		rounds_want.x[reg] = (round * 2 + 1) * UINT64_C(0x9e3779b97f4a7c15) + reg;
		vcpu_set_gpr(&rounds_guest->vcpu, reg, rounds_want.x[reg]);
	}
	rounds_want.pstate = (round % 16) << NZCV_SHIFT | PROBE_DAIF | PROBE_EL1H;
	probe_set_pstate(rounds_guest, rounds_want.pstate);
}

void rounds_set(unsigned int reg, uint64_t value)
{
	rounds_want.x[reg] = value;
	vcpu_set_gpr(&rounds_guest->vcpu, reg, value);
}

void rounds_check_registers(const unsigned char *at)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		if (!check_eq(vcpu_get_gpr(&rounds_guest->vcpu, reg), rounds_want.x[reg],
			      "register")) {
			core_note("number", reg);
		}
	}
	check_eq(vcpu_pc(&rounds_guest->vcpu), probe_at(at), "PC");
	check_eq(vcpu_pstate(&rounds_guest->vcpu), rounds_want.pstate, "PSTATE");
}

/* The instruction at @label is answered in place: the next exit is the HVC behind it. */
bool rounds_is_answered(const unsigned char *label)
{
	vcpu_set_pc(&rounds_guest->vcpu, probe_at(label));
	if (!check_eq((uint64_t)vcpu_run(&rounds_guest->vcpu, &rounds_guest->exit), VCPU_OK,
		      "vcpu_run") ||
	    (rounds_guest->exit.reason != VCPU_EXIT_HYPERCALL && !guest_show_exit(rounds_guest))) {
		return false;
	}
	check_eq(rounds_guest->exit.call.imm, GUEST_HVC_STEP, "HVC behind the instruction");
	rounds_check_registers(label + 8);
	return true;
}

static void check_state(void)
{
	const struct vcpu_el1_state *el1 = &rounds_guest->vcpu.arch.el1;

	check_eq(el1->sp_el1, kept.el1.sp_el1, "SP_EL1");
	check_eq(el1->elr_el1, kept.el1.elr_el1, "ELR_EL1");
	check_eq(el1->spsr_el1, kept.el1.spsr_el1, "SPSR_EL1");
	check(memcmp(el1, &kept.el1, sizeof(*el1)) == 0, "EL1's registers are as they were");
	check(memcmp(&rounds_guest->vcpu.arch.fp, &kept.fp, sizeof(kept.fp)) == 0,
	      "FP/SIMD is as it was");
	for (size_t i = 0; i < sizeof(place.below); i++) {
		check_eq(place.below[i], 0xa5, "below the stack");
	}
}

/* @round is called with 0 and so on, bound; all that is not its own affair stays. */
void rounds_run(uint64_t n, bool (*round)(uint64_t round))
{
	if (!rounds_start()) {
		return;
	}
	rounds_guest->vcpu.arch.el1.sp_el1 = UINT64_C(0x5151515151515150);
	rounds_guest->vcpu.arch.el1.elr_el1 = UINT64_C(0xe1e1e1e1e1e1e1e0);
	rounds_guest->vcpu.arch.el1.spsr_el1 = PROBE_EL1H;
	if (!guest_bind(rounds_guest) || !guest_unbind(rounds_guest)) {
		return;
	}
	/* As the CPU keeps them, and as bind makes those that it computes. */
	kept.el1 = rounds_guest->vcpu.arch.el1;
	kept.fp = rounds_guest->vcpu.arch.fp;
	if (!guest_bind(rounds_guest)) {
		return;
	}
	for (uint64_t i = 0; i < n && round(i); i++) {
	}
	if (guest_unbind(rounds_guest)) {
		check_state();
		guest_destroy(rounds_guest);
	}
}

uint64_t rounds_stack_used_bytes(void)
{
	uint64_t n = 0;

	while (n < VCPU_INPLACE_STACK_BYTES && rounds_guest->vcpu.arch.inplace_stack[n] == 0xa5) {
		n++;
	}
	return VCPU_INPLACE_STACK_BYTES - n;
}
