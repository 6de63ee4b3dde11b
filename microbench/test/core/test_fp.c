/* SPDX-License-Identifier: Apache-2.0 */
/* FP/SIMD registers of guests that share a CPU, loaded at each bind or at the first use after it
 * (VCPU_FLAG_FP_ON_USE). */
#include <stddef.h>

#include <vcpu/sysreg.h>

#include "host/cache.h"
#include "host/string.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(nothing);
PROBE(fp_store);
PROBE(fp_load);
PROBE(a32_vmov);
PROBE(svc);

#define GUESTS   4u
#define TURNS    400u
#define FP_WORDS (32u * 2u + 2u) /* q0 to q31, FPCR, FPSR */
#define ON_USE   VCPU_FLAG_FP_ON_USE
/* What a CPU has of them at least. DDI 0487: AHP, DN, FZ, RMode; QC and the cumulative flags */
#define FPCR 0x07c00000u
#define FPSR 0x0800009fu

struct owner {
	struct guest guest;
	uint64_t fp[FP_WORDS]; /* what the guest put there */
	bool is_on_use;
};

static struct owner owners[GUESTS];

static uint64_t *memory_of(const struct owner *owner)
{
	return (uint64_t *)(void *)(owner->guest.ram + GUEST_DATA);
}

static bool start(struct owner *owner, uint32_t flags)
{
	memset(owner->fp, 0, sizeof(owner->fp));
	owner->is_on_use = (flags & ON_USE) != 0;
	return probe_start(&owner->guest, flags) && guest_unbind(&owner->guest);
}

static bool do_at(struct owner *owner, const unsigned char *label)
{
	(void)vcpu_set_gpr(&owner->guest.vcpu, 1, GUEST_IPA + GUEST_DATA);
	return probe_do(&owner->guest, label);
}

/* The guest puts values into all of them that follow from @seed, which is not 0. */
static bool put(struct owner *owner, uint64_t seed)
{
	uint64_t *words = memory_of(owner);

	for (unsigned int i = 0; i < FP_WORDS; i++) {
		owner->fp[i] = seed * UINT64_C(0x9e3779b97f4a7c15) + i;
	}
	owner->fp[FP_WORDS - 2] &= FPCR;
	owner->fp[FP_WORDS - 1] &= FPSR;
	memcpy(words, owner->fp, sizeof(owner->fp));
	cache_publish_code(words, words + FP_WORDS);
	return do_at(owner, exits_fp_load);
}

/* It finds what it put there, or zeros. */
static bool check_own(struct owner *owner)
{
	uint64_t *words = memory_of(owner);

	memset(words, 0xee, sizeof(owner->fp));
	cache_publish_code(words, words + FP_WORDS);
	if (!do_at(owner, exits_fp_store)) {
		return false;
	}
	cache_invalidate(words, words + FP_WORDS);
	for (unsigned int i = 0; i < FP_WORDS; i++) {
		if (!check_eq(words[i], owner->fp[i], "FP/SIMD")) {
			core_note("word", i);
			return false;
		}
	}
	return true;
}

CORE_TEST(fp_on_use_is_one_exit_at_the_first_use_of_a_bind)
{
	struct owner *owner = &owners[0];
	struct guest *guest = &owner->guest;

	if (!start(owner, ON_USE)) {
		return;
	}
	for (unsigned int bind = 0; bind < 3 && guest_bind(guest); bind++) {
		/* None comes as long as it does not use them. */
		probe_run_once(guest, exits_nothing, VCPU_EXIT_HYPERCALL);
		vcpu_set_gpr(&guest->vcpu, 1, GUEST_IPA + GUEST_DATA);
		probe_run_once(guest, exits_fp_store, VCPU_EXIT_NOTHING);
		check_eq(vcpu_pc(&guest->vcpu), probe_at(exits_fp_store), "PC");
		probe_is_done(guest);
		probe_run_once(guest, exits_fp_store, VCPU_EXIT_HYPERCALL);
		guest_unbind(guest);
	}
	guest_destroy(guest);
}

CORE_TEST(fp_at_bind_is_no_exit)
{
	struct guest *guest = &owners[0].guest;

	if (!start(&owners[0], 0) || !guest_bind(guest)) {
		return;
	}
	vcpu_set_gpr(&guest->vcpu, 1, GUEST_IPA + GUEST_DATA);
	probe_run_once(guest, exits_fp_store, VCPU_EXIT_HYPERCALL);
	probe_end(guest);
}

/* A guest that did not use them does not lose them, and one that just came finds nobody else's. */
CORE_TEST(fp_on_use_shows_a_guest_nothing_of_another)
{
	static const uint32_t flags[GUESTS] = { 0, ON_USE, ON_USE, 0 };

	for (unsigned int n = 0; n < GUESTS; n++) {
		if (!start(&owners[n], flags[n])) {
			return;
		}
	}
	if (!guest_bind(&owners[0].guest) || !put(&owners[0], 1) ||
	    !guest_unbind(&owners[0].guest) || !guest_bind(&owners[1].guest) ||
	    !do_at(&owners[1], exits_nothing) || !guest_unbind(&owners[1].guest)) {
		return;
	}
	for (unsigned int n = 0; n < GUESTS; n++) {
		if (!guest_bind(&owners[n].guest) || !check_own(&owners[n]) ||
		    !guest_unbind(&owners[n].guest)) {
			core_note("guest", n);
			return;
		}
		guest_destroy(&owners[n].guest);
	}
}

/* Each turn the guest leaves them alone, looks at them, or changes them. */
static bool take_turn(struct owner *owner, uint64_t turn)
{
	uint64_t choice = (turn * 7 / 3) % 4;

	if (!guest_bind(&owner->guest) || !do_at(owner, exits_nothing)) {
		return false;
	}
	if (choice == 1 && !check_own(owner)) {
		return false;
	}
	if (choice == 2 && !put(owner, turn + 1)) {
		return false;
	}
	if (choice == 3 && (!put(owner, turn + 1) || !check_own(owner))) {
		return false;
	}
	return guest_unbind(&owner->guest);
}

CORE_TEST(fp_of_guests_in_turns_is_kept_apart)
{
	for (unsigned int n = 0; n < GUESTS; n++) {
		if (!start(&owners[n], n % 2 == 0 ? ON_USE : 0)) {
			return;
		}
	}
	for (uint64_t turn = 0; turn < TURNS; turn++) {
		/* Each of them behind each other one, itself too. */
		if (!take_turn(&owners[(turn * 5 / 4 + turn / 16) % GUESTS], turn)) {
			core_note("turn", turn);
			return;
		}
	}
	for (unsigned int n = 0; n < GUESTS; n++) {
		guest_destroy(&owners[n].guest);
	}
}

CORE_TEST(fp_on_use_comes_to_el0_in_aarch32_too)
{
	struct guest *guest = &owners[0].guest;
	const uint64_t pstate = 0x1d0; /* User mode, A32; A, I, F */

	if ((sysreg_read_id_aa64pfr0_el1() & 15) != 2) {
		core_skip("EL0 has no AArch32");
		return;
	}
	if (!start(&owners[0], ON_USE) || !guest_bind(guest)) {
		return;
	}
	probe_set_pstate(guest, pstate);
	vcpu_set_gpr(&guest->vcpu, 0, 0x12345678);
	probe_run_once(guest, exits_a32_vmov, VCPU_EXIT_NOTHING);
	check_eq(vcpu_pc(&guest->vcpu), probe_at(exits_a32_vmov), "PC");
	check_eq(vcpu_pstate(&guest->vcpu), pstate, "PSTATE");
	/* Its SVC: EC 0x11, IL, immediate 6, of EL1's vectors for AArch32. */
	probe_reports(guest, 0x600, UINT64_C(0x11) << 26 | 1 << 25 | 6,
		      probe_at(exits_a32_vmov) + 8);
	probe_end(guest);
}
