/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One number for all that a guest sees in its registers behind thousands of exits of all kinds. It
 * is the same whether the guest has its CPU for itself or shares it, and whoever runs this with
 * another switch policy on the same CPU compares the lines "hash of".
 */
#include "test/core/core.h"
#include "test/core/guest.h"
#include "test/core/guests/hash.h"

GUEST_CODE(hash);

#define GUESTS  2u
#define TICK_US 1000u

enum outcome {
	GOES_ON,
	DONE,
	FAILED
};

static struct guest guests[GUESTS];

static bool start(struct guest *guest, uint32_t id)
{
	const struct guest_config config = {
		.vcpu = {
			.preferred_cpu = VCPU_CPU_ANY,
			.boot_arg = UINT64_C(0x243f6a8885a308d0) * (id + 1) << 2 | id,
		},
	};

	return guest_start(guest, &guest_code_hash, &config) &&
	       check_eq((uint64_t)stage2_protect(&guest->memory, HASH_RO_PAGE, 0x1000,
						 STAGE2_NORMAL_RO),
			VCPU_OK, "stage2_protect");
}

/* What the library says of an exit reaches the guest, and so the hash. */
static void tell(struct guest *guest, uint64_t a, uint64_t b, uint64_t c)
{
	vcpu_set_gpr(&guest->vcpu, 20, a);
	vcpu_set_gpr(&guest->vcpu, 21, b);
	vcpu_set_gpr(&guest->vcpu, 22, c);
}

static enum outcome answer_call(struct guest *guest)
{
	uint64_t pstate = vcpu_pstate(&guest->vcpu);

	if (guest->exit.call.imm == HASH_HVC_DONE) {
		return DONE;
	}
	if (guest->exit.call.imm != HASH_HVC_REFUSED) {
		return GOES_ON;
	}
	/* No mode has this number. */
	if (vcpu_set_pstate(&guest->vcpu, (pstate & ~UINT64_C(0x1f)) | 6) != VCPU_OK ||
	    !guest_run(guest) ||
	    !check_eq(guest->exit.reason, VCPU_EXIT_FAIL_ENTRY, "exit reason") ||
	    vcpu_set_pstate(&guest->vcpu, pstate) != VCPU_OK) {
		return FAILED;
	}
	return GOES_ON;
}

static void answer_fault(struct guest *guest)
{
	const struct vcpu_exit_fault *fault = &guest->exit.fault;

	tell(guest, fault->ipa, fault->va, fault->status_code);
	if (fault->is_exec) {
		/* Called: back to the caller. */
		vcpu_set_pc(&guest->vcpu, vcpu_get_gpr(&guest->vcpu, 30));
	} else {
		vcpu_finish_step(&guest->vcpu);
	}
}

static void answer_load(struct guest *guest)
{
	uint64_t ipa = guest->exit.mmio.ipa;

	if (ipa == HASH_ABORTS) {
		check_eq((uint64_t)vcpu_inject_abort(&guest->vcpu, ipa, false), VCPU_OK,
			 "vcpu_inject_abort");
		return;
	}
	vcpu_finish_mmio_read(&guest->vcpu, &guest->exit, ipa * UINT64_C(0x9e3779b97f4a7c15));
}

static void answer_sysreg_read(struct guest *guest)
{
	/* PMCCNTR_EL0: 3, 3, 9, 13, 0 */
	if (guest->exit.sysreg.id == (3u << 20 | 3u << 14 | 9u << 10 | 13u << 1)) {
		check_eq((uint64_t)vcpu_inject_undef(&guest->vcpu), VCPU_OK, "vcpu_inject_undef");
		return;
	}
	vcpu_finish_sysreg_read(&guest->vcpu, &guest->exit, guest->exit.sysreg.id);
}

static enum outcome answer(struct guest *guest)
{
	const struct vcpu_exit *exit = &guest->exit;

	switch (exit->reason) {
	case VCPU_EXIT_HYPERCALL:
		return answer_call(guest);
	case VCPU_EXIT_CPU_UP:
		tell(guest, exit->cpu_up.target, exit->cpu_up.entry_ipa, exit->cpu_up.arg);
		vcpu_finish_call(&guest->vcpu, exit, 0);
		return GOES_ON;
	case VCPU_EXIT_SEND_IPI:
		tell(guest, exit->ipi.target, exit->ipi.aux_list, exit->ipi.vector);
		vcpu_finish_step(&guest->vcpu);
		return GOES_ON;
	case VCPU_EXIT_MMIO_WRITE:
		tell(guest, exit->mmio.ipa, vcpu_mmio_write_value(&guest->vcpu, exit), 0);
		vcpu_finish_step(&guest->vcpu);
		return GOES_ON;
	case VCPU_EXIT_SMC:
	case VCPU_EXIT_HALT:
	case VCPU_EXIT_SYSREG_WRITE:
		vcpu_finish_step(&guest->vcpu);
		return GOES_ON;
	case VCPU_EXIT_MMIO_READ:
		answer_load(guest);
		return GOES_ON;
	case VCPU_EXIT_SYSREG_READ:
		answer_sysreg_read(guest);
		return GOES_ON;
	case VCPU_EXIT_NESTED_PAGE_FAULT:
		answer_fault(guest);
		return GOES_ON;
	default:
		check(false, vcpu_exit_reason_str(exit->reason));
		return FAILED;
	}
}

static enum outcome step(struct guest *guest)
{
	return guest_run(guest) ? answer(guest) : FAILED;
}

static bool run_alone(struct guest *guest, uint64_t *hash)
{
	enum outcome outcome;

	if (!guest_bind(guest)) {
		return false;
	}
	do {
		outcome = step(guest);
	} while (outcome == GOES_ON);
	*hash = vcpu_get_gpr(&guest->vcpu, 0);
	return guest_unbind(guest) && outcome == DONE;
}

/* A turn of one to three exits each, until both are done. */
static bool run_in_turns(uint64_t hashes[GUESTS])
{
	unsigned int n_done = 0;
	bool is_done[GUESTS] = { false, false };

	for (unsigned int turn = 0; n_done < GUESTS; turn++) {
		unsigned int who = turn % GUESTS;
		enum outcome outcome = GOES_ON;

		if (is_done[who]) {
			continue;
		}
		if (!guest_bind(&guests[who])) {
			return false;
		}
		for (unsigned int i = 0; i <= turn / GUESTS % 3 && outcome == GOES_ON; i++) {
			outcome = step(&guests[who]);
		}
		hashes[who] = vcpu_get_gpr(&guests[who].vcpu, 0);
		if (!guest_unbind(&guests[who]) || outcome == FAILED) {
			return false;
		}
		is_done[who] = outcome == DONE;
		n_done += outcome == DONE;
	}
	return true;
}

CORE_TEST(what_a_guest_sees_is_the_same_alone_and_in_turns)
{
	uint64_t alone[GUESTS] = { 0 };
	uint64_t in_turns[GUESTS] = { 0 };
	uint64_t n_interrupts = 0;

	for (uint32_t id = 0; id < GUESTS; id++) {
		if (!start(&guests[id], id) || !run_alone(&guests[id], &alone[id])) {
			return;
		}
		core_note("hash of all registers", alone[id]);
		guest_destroy(&guests[id]);
	}
	check(alone[0] != alone[1], "the seed counts");
	for (uint32_t id = 0; id < GUESTS; id++) {
		if (!start(&guests[id], id)) {
			return;
		}
	}
	guest_tick(TICK_US);
	check(run_in_turns(in_turns), "both come to their end");
	guest_tick(0);
	for (uint32_t id = 0; id < GUESTS; id++) {
		check_eq(in_turns[id], alone[id], "hash");
		n_interrupts += guests[id].n_interrupts;
		guest_destroy(&guests[id]);
	}
	/* In either of them: where time is counted in instructions, the tick may keep step with the
	 * turns. */
	check(n_interrupts != 0, "interrupts came");
}
