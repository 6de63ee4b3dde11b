/* SPDX-License-Identifier: Apache-2.0 */
/* Syndromes other than aborts. Expected bits: DDI 0487, ESR_EL2, EC and the ISS encoding of each
 * class, written out here. */
#include <string.h>

#include <vcpu/sysreg.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

#define HVC64_ESR UINT64_C(0x5a000000) /* EC 0x16, IL */
#define SMC64_ESR UINT64_C(0x5e000000) /* EC 0x17, IL */
#define SYS64_ESR UINT64_C(0x62000000) /* EC 0x18, IL */
#define WFX_ESR   UINT64_C(0x06000000) /* EC 0x01, IL */

static struct fixture *fixture;

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture = *state;
	fixture_bring_to(fixture, VCPU_STATE_READY);
	return 0;
}

/* What a guest at EL1 with 0 in all registers comes back with; its PC stays where it is. */
static struct vcpu_exit decode(uint64_t esr)
{
	struct guest guest = { .pc = FIXTURE_ENTRY, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;

	guest_run(&fixture->vcpu, &guest, &(struct fake_exit){ .esr = esr }, &exit);
	assert_int_equal(vcpu_pc(&fixture->vcpu), FIXTURE_ENTRY);
	assert_int_equal(vcpu_pstate(&fixture->vcpu), GUEST_EL1H);
	return exit;
}

/* "ISS encoding for an exception from HVC or SVC instruction execution": imm16 is bits 15:0. */
static void an_hvc_exit_carries_the_immediate_and_nothing_above_it(void **state)
{
	static const uint16_t imms[] = { 0, 1, 0x8000, 0xffff };

	(void)state;
	for (size_t i = 0; i < sizeof(imms) / sizeof(imms[0]); i++) {
		struct vcpu_exit exit = decode(HVC64_ESR | 0x01ff0000 | imms[i]);

		assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
		assert_int_equal(exit.call.imm, imms[i]);
	}
}

/* "ISS encoding for an exception from SMC instruction execution in AArch64 state" */
static void an_smc_exit_carries_the_immediate_and_nothing_above_it(void **state)
{
	static const uint16_t imms[] = { 0, 1, 0x8000, 0xffff };

	(void)state;
	for (size_t i = 0; i < sizeof(imms) / sizeof(imms[0]); i++) {
		struct vcpu_exit exit = decode(SMC64_ESR | 0x01ff0000 | imms[i]);

		assert_int_equal(exit.reason, VCPU_EXIT_SMC);
		assert_int_equal(exit.call.imm, imms[i]);
	}
}

/* "ISS encoding for an exception from a WF* instruction": TI, bits 1:0; condition in 24:20. */
static void wfi_and_wfe_are_halts_that_can_be_told_apart(void **state)
{
	(void)state;
	assert_int_equal(decode(WFX_ESR | 0x01e00000).reason, VCPU_EXIT_HALT);
	assert_false(decode(WFX_ESR | 0x01e00000).halt.is_wfe);
	assert_int_equal(decode(WFX_ESR | 0x01e00001).reason, VCPU_EXIT_HALT);
	assert_true(decode(WFX_ESR | 0x01e00001).halt.is_wfe);
}

static void waits_with_a_timeout_are_halts_of_their_kind(void **state)
{
	(void)state;
	assert_int_equal(decode(WFX_ESR | 0x01e00002).reason, VCPU_EXIT_HALT);
	assert_false(decode(WFX_ESR | 0x01e00002).halt.is_wfe); /* WFIT */
	assert_true(decode(WFX_ESR | 0x01e00003).halt.is_wfe);  /* WFET */
}

/* MSR OSLAR_EL1, X5 is S2_0_C1_C0_4: Op0 2 in 21:20, Op2 4 in 19:17, Op1 0 in 16:14, CRn 1 in
 * 13:10, Rt 5 in 9:5, CRm 0 in 4:1, direction 0. */
static void a_write_is_named_by_its_encoding(void **state)
{
	struct vcpu_exit exit = decode(SYS64_ESR | 0x2804a0);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_WRITE);
	assert_int_equal(exit.sysreg.id, 0x280400);
	assert_int_equal(exit.sysreg.id, VCPU_SYSREG_ID(2, 0, 1, 0, 4));
	assert_int_equal(exit.sysreg.reg, 5);
}

/* MRS X0, CNTPCT_EL0 is S3_3_C14_C0_1. */
static void direction_one_is_a_read(void **state)
{
	struct vcpu_exit exit = decode(SYS64_ESR | 0x32f801);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_READ);
	assert_int_equal(exit.sysreg.id, 0x32f800);
	assert_int_equal(exit.sysreg.id, TRAP_cntpct_el0);
	assert_int_equal(exit.sysreg.reg, 0);
}

static void register_31_is_handed_over_for_reads_and_writes(void **state)
{
	(void)state;
	assert_int_equal(decode(SYS64_ESR | 0x280400 | 0x3e0).sysreg.reg, 31);
	assert_int_equal(decode(SYS64_ESR | 0x32f801 | 0x3e0).sysreg.reg, 31);
	assert_int_equal(decode(SYS64_ESR | 0x32f801 | 0x3e0).sysreg.id, 0x32f800);
}

static void each_operand_of_an_encoding_has_its_own_bits(void **state)
{
	(void)state;
	assert_int_equal(VCPU_SYSREG_ID(3, 0, 0, 0, 0), 0x300000);
	assert_int_equal(VCPU_SYSREG_ID(0, 7, 0, 0, 0), 0x01c000);
	assert_int_equal(VCPU_SYSREG_ID(0, 0, 15, 0, 0), 0x003c00);
	assert_int_equal(VCPU_SYSREG_ID(0, 0, 0, 15, 0), 0x00001e);
	assert_int_equal(VCPU_SYSREG_ID(0, 0, 0, 0, 7), 0x0e0000);
	assert_int_equal(decode(SYS64_ESR | 0x01ffffff).sysreg.id, 0x3ffc1e);
}

/* Bits 55:32 are ISS2, where an extension gives them a meaning. */
static void bits_above_the_class_change_nothing(void **state)
{
	(void)state;
	assert_int_equal(decode(HVC64_ESR | UINT64_C(0x00ffffff) << 32).call.imm, 0);
}

/* DC CIVAC, X3 is S1_3_C7_C14_1: an instruction, reported as a write. */
static void a_trapped_system_instruction_is_a_write_of_its_encoding(void **state)
{
	struct vcpu_exit exit = decode(SYS64_ESR | 0x12dc7c);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_WRITE);
	assert_int_equal(exit.sysreg.id, VCPU_SYSREG_ID(1, 3, 7, 14, 1));
	assert_int_equal(exit.sysreg.reg, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hvc_exit_carries_the_immediate_and_nothing_above_it),
		cmocka_unit_test(an_smc_exit_carries_the_immediate_and_nothing_above_it),
		cmocka_unit_test(wfi_and_wfe_are_halts_that_can_be_told_apart),
		cmocka_unit_test(waits_with_a_timeout_are_halts_of_their_kind),
		cmocka_unit_test(a_write_is_named_by_its_encoding),
		cmocka_unit_test(direction_one_is_a_read),
		cmocka_unit_test(register_31_is_handed_over_for_reads_and_writes),
		cmocka_unit_test(each_operand_of_an_encoding_has_its_own_bits),
		cmocka_unit_test(bits_above_the_class_change_nothing),
		cmocka_unit_test(a_trapped_system_instruction_is_a_write_of_its_encoding),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, ready_setup, NULL);
}
