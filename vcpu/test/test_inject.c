/* SPDX-License-Identifier: Apache-2.0 */
/* Exceptions that the hypervisor gives a guest. What it finds at its vector is compared with
 * AArch64.TakeException(), written out again in ref_exception.c. Syndromes: DDI 0487, ESR_EL1, EC
 * and the ISS encoding of each class. */
#include <string.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"
#include "test/ref_exception.h"

#define RUNS    400u
#define HCR_VSE UINT64_C(0x100)

static const uint64_t modes[] = { GUEST_EL1H, GUEST_EL1T, GUEST_EL0T, GUEST_EL0_A32 };
static uint64_t seed;

static int free_setup(void **state)
{
	seed = UINT64_C(0x696e6a656374);
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_FREE);
	return 0;
}

static int ready_setup(void **state)
{
	free_setup(state);
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

/* The guest is at @guest when it comes to @state, where it is injected into. */
static void bring_guest_to(struct fixture *f, const struct guest *guest, enum vcpu_state state)
{
	struct vcpu_exit exit;

	guest_run(&f->vcpu, guest, &(struct fake_exit){ .kind = 2 }, &exit);
	if (state != VCPU_STATE_READY) {
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	}
	if (state == VCPU_STATE_BLOCKED) {
		assert_int_equal(vcpu_block(&f->vcpu), VCPU_OK);
	}
}

static void bring_back(struct fixture *f)
{
	if (f->vcpu.state == VCPU_STATE_BLOCKED) {
		assert_int_equal(vcpu_unblock(&f->vcpu), VCPU_OK);
	}
	if (f->vcpu.state == VCPU_STATE_FREE) {
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	}
}

static const enum vcpu_state states[] = { VCPU_STATE_READY, VCPU_STATE_FREE, VCPU_STATE_BLOCKED };

/* @esr: for a guest at @guest. */
static void check(struct fixture *f, const struct guest *guest, uint64_t esr, uint64_t far,
		  bool has_far)
{
	struct guest want = *guest;
	struct guest got;

	if (has_far) {
		want.far_el1 = far;
	}
	ref_take_exception(&want, esr);
	bring_back(f);
	guest_look(&f->vcpu, &got);
	guest_assert_same(&got, &want);
}

static void an_undefined_instruction_is_taken_as_if_the_guest_had_one(void **state)
{
	struct fixture *f = *state;
	struct guest guest;

	for (unsigned int run = 0; run < RUNS; run++) {
		guest_random_state(&guest, modes[run % 4], &seed);
		bring_guest_to(f, &guest, states[run % 3]);
		assert_int_equal(vcpu_inject_undef(&f->vcpu), VCPU_OK);
		check(f, &guest, 0x02000000, 0, false); /* EC 0, IL */
	}
}

/* EC 0x24, at EL1 0x25; IL; DFSC 0x10; ISV, FnV, WnR 0 */
static void a_data_abort_is_an_external_one_at_its_address(void **state)
{
	struct fixture *f = *state;
	struct guest guest;

	for (unsigned int run = 0; run < RUNS; run++) {
		uint64_t va = guest_random(&seed);

		guest_random_state(&guest, modes[run % 4], &seed);
		bring_guest_to(f, &guest, states[run % 3]);
		assert_int_equal(vcpu_inject_abort(&f->vcpu, va, false), VCPU_OK);
		check(f, &guest, run % 4 < 2 ? 0x96000010 : 0x92000010, va, true);
	}
}

/* EC 0x20, at EL1 0x21 */
static void an_abort_of_a_fetch_has_a_class_of_its_own(void **state)
{
	struct fixture *f = *state;
	struct guest guest;

	for (unsigned int run = 0; run < RUNS; run++) {
		uint64_t va = guest_random(&seed);

		guest_random_state(&guest, modes[run % 4], &seed);
		bring_guest_to(f, &guest, states[run % 3]);
		assert_int_equal(vcpu_inject_abort(&f->vcpu, va, true), VCPU_OK);
		check(f, &guest, run % 4 < 2 ? 0x86000010 : 0x82000010, va, true);
	}
}

/* Written out by hand, to have it once without any reference. */
static const struct {
	uint64_t pstate;
	uint64_t sctlr;
	uint64_t offset;
	uint64_t want;
} sources[] = {
	/* EL1h: the current EL with its own SP. Nothing but DAIF, EL1h, TCO; SPAN 1. */
	{ 0x5, 0x800000, 0x200, 0x20003c5 },
	{ 0x4, 0x800000, 0x000, 0x20003c5 },
	{ 0x0, 0x800000, 0x400, 0x20003c5 },
	{ 0x10, 0x800000, 0x600, 0x20003c5 },
	/* NZCV and DIT stay. */
	{ 0xf1000005, 0x800000, 0x200, 0xf30003c5 },
	{ 0xf1000010, 0x800000, 0x600, 0xf30003c5 },
	/* UAO, SS, IL, SSBS, BTYPE go. */
	{ 0x00b01c05, 0x800000, 0x200, 0x20003c5 },
	/* PAN stays, or is set where SPAN is 0. */
	{ 0x00400005, 0x800000, 0x200, 0x24003c5 },
	{ 0x00000005, 0, 0x200, 0x24003c5 },
	/* SSBS is DSSBS, bit 44. */
	{ 0x00000005, UINT64_C(0x100000800000), 0x200, 0x20013c5 },
	/* Q, IT, GE, E, T of AArch32 are no bits of AArch64. */
	{ 0x0e0ffe30, 0x800000, 0x600, 0x20003c5 },
};

static void the_vector_and_pstate_are_those_of_the_source(void **state)
{
	struct fixture *f = *state;
	struct guest got;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct guest guest = {
			.pc = 0x8000,
			.pstate = sources[i].pstate,
			.sctlr_el1 = sources[i].sctlr,
			.vbar_el1 = 0x40000800,
		};

		bring_guest_to(f, &guest, VCPU_STATE_READY);
		assert_int_equal(vcpu_inject_undef(&f->vcpu), VCPU_OK);
		guest_look(&f->vcpu, &got);
		assert_int_equal(got.pc, 0x40000800 + sources[i].offset);
		assert_int_equal(got.pstate, sources[i].want);
		assert_int_equal(got.spsr_el1, sources[i].pstate);
		assert_int_equal(got.elr_el1, 0x8000);
		assert_int_equal(got.esr_el1, 0x02000000);
	}
}

/* DDI 0487, "VBAR_EL1": bits 10:0 are RES0. */
static void what_the_guest_wrote_below_its_vectors_does_not_count(void **state)
{
	struct fixture *f = *state;
	struct guest guest = { .pc = 0x8000, .pstate = GUEST_EL0T, .vbar_el1 = 0x400017ff };
	struct guest got;

	bring_guest_to(f, &guest, VCPU_STATE_READY);
	assert_int_equal(vcpu_inject_undef(&f->vcpu), VCPU_OK);
	guest_look(&f->vcpu, &got);
	assert_int_equal(got.pc, 0x40001400);
}

static void a_guest_that_has_never_run_can_be_injected_into(void **state)
{
	struct fixture *f = *state;
	struct guest got;

	assert_int_equal(vcpu_inject_abort(&f->vcpu, 0x1234, false), VCPU_OK);
	assert_string_equal(fake_log(), "r:tpidr_el2;");
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	guest_look(&f->vcpu, &got);
	assert_int_equal(got.pc, 0x200);
	assert_int_equal(got.elr_el1, FIXTURE_ENTRY);
	assert_int_equal(got.spsr_el1, 0x3c5);
	assert_int_equal(got.esr_el1, 0x96000010);
	assert_int_equal(got.far_el1, 0x1234);
}

/* DDI 0487, HCR_EL2.VSE; VSESR_EL2. @guest goes on where it was: the CPU takes the exception. */
static void check_serror(struct fixture *f, const struct guest *guest, uint64_t iss)
{
	struct guest got;

	bring_back(f);
	guest_look(&f->vcpu, &got);
	guest_assert_same(&got, guest);
	assert_int_equal(fake_get(FAKE_hcr_el2) & HCR_VSE, HCR_VSE);
	assert_int_equal(fake_get(FAKE_vsesr_el2), iss);
}

static void an_serror_is_pending_with_its_syndrome(void **state)
{
	static const uint64_t syndromes[] = { 0, 1, 0x1000000, 0x1ffffff, 0xaaaaaa };
	struct fixture *f = *state;
	struct guest guest;

	for (unsigned int i = 0; i < 15; i++) {
		guest_random_state(&guest, modes[i % 4], &seed);
		bring_guest_to(f, &guest, states[i % 3]);
		assert_int_equal(vcpu_inject_serror(&f->vcpu, syndromes[i / 3]), VCPU_OK);
		check_serror(f, &guest, syndromes[i / 3]);
	}
}

static void an_serror_that_waits_moves_with_the_guest(void **state)
{
	struct fixture *f = *state;
	struct guest guest;

	guest_random_state(&guest, GUEST_EL1H, &seed);
	bring_guest_to(f, &guest, VCPU_STATE_READY);
	assert_int_equal(vcpu_inject_serror(&f->vcpu, 0x42), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2) & HCR_VSE, 0);
	fake_set(FAKE_vsesr_el2, 0);
	check_serror(f, &guest, 0x42);
}

static void cpu_takes_the_serror(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(fake_get(FAKE_hcr_el2) & HCR_VSE, HCR_VSE);
	fake_set(FAKE_hcr_el2, fake_get(FAKE_hcr_el2) & ~HCR_VSE);
}

/* Shared pseudocode, ClearPendingVirtualSError() */
static void an_serror_is_taken_once(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit exit;
	struct guest got;

	assert_int_equal(vcpu_inject_serror(&f->vcpu, 1), VCPU_OK);
	fake_script_exit(&(struct fake_exit){ .kind = 2, .guest = cpu_takes_the_serror });
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_OK);
	guest_look(&f->vcpu, &got);
	assert_int_equal(fake_get(FAKE_hcr_el2) & HCR_VSE, 0);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	guest_look(&f->vcpu, &got);
	assert_int_equal(fake_get(FAKE_hcr_el2) & HCR_VSE, 0);
}

/* VSESR_EL2.IDS is bit 24. */
static void a_syndrome_of_more_than_25_bits_is_refused(void **state)
{
	static const uint64_t syndromes[] = { 0x2000000, UINT64_C(1) << 32, UINT64_MAX };
	struct fixture *f = *state;
	struct vcpu before;

	memcpy(&before, &f->vcpu, sizeof(before));
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(vcpu_inject_serror(&f->vcpu, syndromes[i]), VCPU_EINVAL);
	}
	assert_memory_equal(&before, &f->vcpu, sizeof(before));
	assert_null(strstr(fake_log(), "w:"));
}

static void without_ras_an_serror_has_no_syndrome(void **state)
{
	struct fixture_cpu kind = fixture_cpu_default;
	struct fixture *f;
	struct guest got;

	(void)state;
	kind.has_ras = false;
	f = fixture_setup_on(&kind);
	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_inject_serror(&f->vcpu, 1), VCPU_EUNSUPPORTED);
	assert_null(strstr(fake_log(), "w:"));
	assert_int_equal(vcpu_inject_serror(&f->vcpu, 0), VCPU_OK);
	guest_look(&f->vcpu, &got);
	assert_int_equal(fake_get(FAKE_hcr_el2) & HCR_VSE, HCR_VSE);
	assert_null(strstr(fake_log(), "vsesr_el2"));
}

static void refuse_all(struct vcpu *vcpu, int status)
{
	struct vcpu before;

	memcpy(&before, vcpu, sizeof(before));
	fake_log_clear();
	assert_int_equal(vcpu_inject_undef(vcpu), status);
	assert_int_equal(vcpu_inject_abort(vcpu, 1, false), status);
	assert_int_equal(vcpu_inject_abort(vcpu, 1, true), status);
	assert_int_equal(vcpu_inject_serror(vcpu, 0), status);
	assert_null(strstr(fake_log(), "w:"));
	assert_memory_equal(&before, vcpu, sizeof(before));
}

static void a_vcpu_that_is_created_or_invalid_is_refused(void **state)
{
	static const enum vcpu_state refused[] = { VCPU_STATE_CREATED, VCPU_STATE_INVALID };

	for (unsigned int i = 0; i < 2; i++) {
		struct fixture *f;

		fixture_setup(state);
		f = *state;
		fixture_bring_to(f, refused[i]);
		refuse_all(&f->vcpu, VCPU_EBADSTATE);
	}
}

static struct vcpu *running;

static void host_injects_meanwhile(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(running->state, VCPU_STATE_RUNNING);
	refuse_all(running, VCPU_EBADSTATE);
}

static void a_vcpu_that_runs_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit exit;

	running = &f->vcpu;
	fake_script_exit(&(struct fake_exit){ .kind = 2, .guest = host_injects_meanwhile });
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_OK);
	assert_int_equal(exit.reason, VCPU_EXIT_FIQ);
}

static void a_vcpu_that_is_bound_to_another_cpu_is_refused(void **state)
{
	static unsigned char stack[64] __attribute__((aligned(16)));
	struct fixture *f = *state;
	struct vcpu_pcpu other;

	fixture_move_to_cpu(&other, 1, stack + sizeof(stack));
	refuse_all(&f->vcpu, VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
}

static void no_vcpu_is_refused(void **state)
{
	(void)state;
	assert_int_equal(vcpu_inject_undef(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_abort(NULL, 0, false), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_serror(NULL, 0), VCPU_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_undefined_instruction_is_taken_as_if_the_guest_had_one,
				       ready_setup),
		cmocka_unit_test_setup(a_data_abort_is_an_external_one_at_its_address, ready_setup),
		cmocka_unit_test_setup(an_abort_of_a_fetch_has_a_class_of_its_own, ready_setup),
		cmocka_unit_test_setup(the_vector_and_pstate_are_those_of_the_source, ready_setup),
		cmocka_unit_test_setup(what_the_guest_wrote_below_its_vectors_does_not_count,
				       ready_setup),
		cmocka_unit_test_setup(a_guest_that_has_never_run_can_be_injected_into, free_setup),
		cmocka_unit_test_setup(an_serror_is_pending_with_its_syndrome, ready_setup),
		cmocka_unit_test_setup(an_serror_that_waits_moves_with_the_guest, ready_setup),
		cmocka_unit_test_setup(an_serror_is_taken_once, ready_setup),
		cmocka_unit_test_setup(a_syndrome_of_more_than_25_bits_is_refused, ready_setup),
		cmocka_unit_test_setup(without_ras_an_serror_has_no_syndrome, ready_setup),
		cmocka_unit_test_setup(a_vcpu_that_is_created_or_invalid_is_refused, ready_setup),
		cmocka_unit_test_setup(a_vcpu_that_runs_is_refused, ready_setup),
		cmocka_unit_test_setup(a_vcpu_that_is_bound_to_another_cpu_is_refused, ready_setup),
		cmocka_unit_test_setup(no_vcpu_is_refused, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
