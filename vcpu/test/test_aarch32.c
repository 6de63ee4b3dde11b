/* SPDX-License-Identifier: Apache-2.0 */
/* An EL0 in AArch32 state, which no guest is offered and some CPUs have: SPSR_EL2.M[4] is 1. It
 * faults and is interrupted; nothing else of it is answered but with an Undefined Instruction
 * exception at EL1, vector 0x600. */
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

#define VBAR UINT64_C(0x40000000)

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to_with(*state, VCPU_STATE_READY,
			      VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_SMC_FORWARD);
	return 0;
}

static struct vcpu_exit run_to(struct fixture *f, const struct fake_exit *exception,
			       struct guest *got)
{
	struct guest guest = { .pc = 0x8002, .pstate = 0x80000030, .vbar_el1 = VBAR, .par_el1 = 5 };
	struct vcpu_exit exit;

	fake_script_par(0x47000800);
	guest_run(&f->vcpu, &guest, exception, &exit);
	guest_look(&f->vcpu, got);
	return exit;
}

static void assert_is_undefined(const struct guest *got)
{
	assert_int_equal(got->pc, VBAR + 0x600);
	assert_int_equal(got->elr_el1, 0x8002);
	assert_int_equal(got->spsr_el1, 0x80000030);
	assert_int_equal(got->esr_el1, 0x02000000);
	/* N; SPAN is 0 and so PAN is set; TCO; DAIF; EL1h. T has no place in it. */
	assert_int_equal(got->pstate, 0x824003c5);
}

static void a_load_from_nowhere_is_a_fault_and_no_mmio(void **state)
{
	struct guest got;
	struct vcpu_exit exit = run_to(
		*state, &(struct fake_exit){ .esr = 0x93830007, .far = 0x9018, .hpfar = 0x90000 },
		&got);

	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_int_equal(exit.fault.ipa, 0x9000018);
	assert_true(exit.fault.is_ipa_valid);
	assert_int_equal(exit.fault.va, 0x9018);
	assert_int_equal(got.pc, 0x8002);
	assert_int_equal(got.pstate, 0x80000030);
}

static void a_fault_without_permission_finds_its_ipa(void **state)
{
	struct guest got;
	struct vcpu_exit exit =
		run_to(*state, &(struct fake_exit){ .esr = 0x8200000f, .far = 0x9018 }, &got);

	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_exec);
	assert_int_equal(exit.fault.ipa, 0x47000018);
	assert_int_equal(got.par_el1, 5);
}

/* WFI and WFE with a condition; MCR, MRC, MCRR, LDC of CP14 and CP15; FP; HVC, SMC; what EL1 has in
 * any case. */
static void every_trap_is_an_undefined_instruction(void **state)
{
	static const uint64_t classes[] = { 0x00, 0x01, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08,
					    0x0c, 0x11, 0x12, 0x13, 0x28, 0x38, 0x3a, 0x3f };

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		struct guest got;
		struct vcpu_exit exit = run_to(
			*state, &(struct fake_exit){ .esr = classes[i] << 26 | 0x01e00001 }, &got);

		assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
		assert_is_undefined(&got);
	}
}

static void interrupts_and_serrors_are_those_of_any_guest(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit exit;
	struct guest got;

	hal_test_raise(77);
	exit = run_to(f, &(struct fake_exit){ .kind = 1 }, &got);
	assert_int_equal(exit.reason, VCPU_EXIT_EXTERNAL_INTERRUPT);
	assert_int_equal(exit.interrupt.vector, 77);
	exit = run_to(f, &(struct fake_exit){ .kind = 2 }, &got);
	assert_int_equal(exit.reason, VCPU_EXIT_FIQ);
	exit = run_to(f, &(struct fake_exit){ .kind = 3, .esr = 0xbe000011 }, &got);
	assert_int_equal(exit.reason, VCPU_EXIT_SERROR);
	assert_int_equal(exit.serror.esr, 0xbe000011);
	assert_int_equal(got.pc, 0x8002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_load_from_nowhere_is_a_fault_and_no_mmio, ready_setup),
		cmocka_unit_test_setup(a_fault_without_permission_finds_its_ipa, ready_setup),
		cmocka_unit_test_setup(every_trap_is_an_undefined_instruction, ready_setup),
		cmocka_unit_test_setup(interrupts_and_serrors_are_those_of_any_guest, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
