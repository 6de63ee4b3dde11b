/* SPDX-License-Identifier: Apache-2.0 */
/* HVC and SMC: PSCI, its answers, and SMCs that go to EL3. Function identifiers: DEN 0022,
 * "Function prototypes"; conventions: DEN 0028. */
#include <string.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"
#include "test/ref_decode.h"

#define HVC  UINT64_C(0x5a000000) /* EC 0x16, IL; the immediate is 15:0 */
#define SMC  UINT64_C(0x5e000000) /* EC 0x17, IL */
#define HIGH UINT64_C(0xdeadbeef00000000)

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static int forward_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to_with(*state, VCPU_STATE_READY, VCPU_FLAG_SMC_FORWARD);
	fake_script_firmware(ref_firmware);
	return 0;
}

static int no_el3_setup(void **state)
{
	struct fixture_cpu kind = fixture_cpu_default;

	kind.has_el3 = false;
	*state = fixture_setup_on(&kind);
	fixture_bring_to_with(*state, VCPU_STATE_READY, VCPU_FLAG_SMC_FORWARD);
	fake_script_firmware(ref_firmware);
	return 0;
}

/* A call of @function with arguments whose halves can be told apart; the PC is where the CPU leaves
 * it. */
static struct vcpu_exit call(struct fixture *f, uint64_t esr, uint64_t function)
{
	struct guest guest = {
		.x = { function, 0x1111111122222222, 0x3333333344444444, 0x5555555566666666 },
		.pc = FIXTURE_ENTRY,
		.pstate = GUEST_EL1H,
	};
	struct vcpu_exit exit;

	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = esr }, &exit);
	return exit;
}

static void assert_stayed(struct fixture *f, uint64_t function)
{
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
	assert_int_equal(vcpu_get_gpr(&f->vcpu, 0), function);
	assert_int_equal(vcpu_get_gpr(&f->vcpu, 1), 0x1111111122222222);
	assert_int_equal(vcpu_get_gpr(&f->vcpu, 3), 0x5555555566666666);
}

static void cpu_on_of_64_bits_has_arguments_of_64_bits(void **state)
{
	struct vcpu_exit exit = call(*state, HVC, 0xc4000003);

	assert_int_equal(exit.reason, VCPU_EXIT_CPU_UP);
	assert_int_equal(exit.cpu_up.target, 0x1111111122222222);
	assert_int_equal(exit.cpu_up.entry_ipa, 0x3333333344444444);
	assert_int_equal(exit.cpu_up.arg, 0x5555555566666666);
	assert_false(exit.cpu_up.is_smc);
	assert_stayed(*state, 0xc4000003);
}

static void cpu_on_of_32_bits_has_the_lower_halves(void **state)
{
	struct vcpu_exit exit = call(*state, SMC, 0x84000003);

	assert_int_equal(exit.reason, VCPU_EXIT_CPU_UP);
	assert_int_equal(exit.cpu_up.target, 0x22222222);
	assert_int_equal(exit.cpu_up.entry_ipa, 0x44444444);
	assert_int_equal(exit.cpu_up.arg, 0x66666666);
	assert_true(exit.cpu_up.is_smc);
	assert_stayed(*state, 0x84000003);
}

static void cpu_off_is_a_cpu_that_goes_down(void **state)
{
	assert_int_equal(call(*state, HVC, 0x84000002).reason, VCPU_EXIT_CPU_DOWN);
	assert_false(call(*state, HVC, 0x84000002).cpu_down.is_smc);
	assert_true(call(*state, SMC, 0x84000002).cpu_down.is_smc);
	assert_stayed(*state, 0x84000002);
}

static void system_off_and_reset_are_told_apart(void **state)
{
	struct vcpu_exit off = call(*state, HVC, 0x84000008);
	struct vcpu_exit reset = call(*state, SMC, 0x84000009);

	assert_int_equal(off.reason, VCPU_EXIT_SYSTEM_DOWN);
	assert_false(off.system_down.is_reset);
	assert_false(off.system_down.is_smc);
	assert_int_equal(off.system_down.reset_type, 0);
	assert_int_equal(off.system_down.cookie, 0);
	assert_int_equal(reset.reason, VCPU_EXIT_SYSTEM_DOWN);
	assert_true(reset.system_down.is_reset);
	assert_true(reset.system_down.is_smc);
	assert_int_equal(reset.system_down.reset_type, 0);
	assert_int_equal(reset.system_down.cookie, 0);
}

static void system_reset2_says_of_what_type_and_why(void **state)
{
	struct vcpu_exit of_32 = call(*state, HVC, 0x84000012);
	struct vcpu_exit of_64 = call(*state, HVC, 0xc4000012);

	assert_int_equal(of_32.reason, VCPU_EXIT_SYSTEM_DOWN);
	assert_true(of_32.system_down.is_reset);
	assert_int_equal(of_32.system_down.reset_type, 0x22222222);
	assert_int_equal(of_32.system_down.cookie, 0x44444444);
	assert_int_equal(of_64.reason, VCPU_EXIT_SYSTEM_DOWN);
	assert_true(of_64.system_down.is_reset);
	assert_int_equal(of_64.system_down.reset_type, 0x22222222);
	assert_int_equal(of_64.system_down.cookie, 0x3333333344444444);
}

/* The identifier is W0. */
static void the_upper_half_of_the_function_does_not_count(void **state)
{
	assert_int_equal(call(*state, HVC, HIGH | 0xc4000003).reason, VCPU_EXIT_CPU_UP);
	assert_int_equal(call(*state, SMC, HIGH | 0x84000002).reason, VCPU_EXIT_CPU_DOWN);
	assert_int_equal(call(*state, HVC, HIGH | 0x84000008).reason, VCPU_EXIT_SYSTEM_DOWN);
}

/* CPU_OFF, SYSTEM_OFF and SYSTEM_RESET have no 64-bit form; bit 31 is a fast call; 29:24 are the
 * owner. PSCI_VERSION, CPU_SUSPEND, AFFINITY_INFO, SYSTEM_SUSPEND are answered with a value. */
static const uint64_t plain_calls[] = {
	0xc4000002, 0xc4000008, 0xc4000009, 0x04000003, 0x44000003, 0x85000003, 0x84010003,
	0x84000103, 0x84000023, 0x84000000, 0x84000001, 0xc4000001, 0x84000004, 0xc400000e,
	0x80000000, 0x86000000, 0,          0xffffffff, UINT64_MAX,
};
#define N_PLAIN_CALLS (sizeof(plain_calls) / sizeof(plain_calls[0]))

static void every_other_function_is_a_call_that_nothing_was_done_about(void **state)
{
	for (size_t i = 0; i < N_PLAIN_CALLS; i++) {
		struct vcpu_exit exit = call(*state, HVC, plain_calls[i]);

		assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
		assert_int_equal(exit.call.imm, 0);
		assert_stayed(*state, plain_calls[i]);
		exit = call(*state, SMC, plain_calls[i]);
		assert_int_equal(exit.reason, VCPU_EXIT_SMC);
		assert_int_equal(exit.call.imm, 0);
		assert_stayed(*state, plain_calls[i]);
	}
}

/* DEN 0028: "The SMC and HVC calling conventions ... immediate value of zero". */
static void a_call_with_an_immediate_is_never_psci(void **state)
{
	static const uint16_t imms[] = { 1, 0x100, 0x8000, 0xffff };

	for (size_t i = 0; i < sizeof(imms) / sizeof(imms[0]); i++) {
		struct vcpu_exit exit = call(*state, HVC | imms[i], 0xc4000003);

		assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
		assert_int_equal(exit.call.imm, imms[i]);
		exit = call(*state, SMC | imms[i], 0x84000002);
		assert_int_equal(exit.reason, VCPU_EXIT_SMC);
		assert_int_equal(exit.call.imm, imms[i]);
		assert_stayed(*state, 0x84000002);
	}
}

/* A trapped SMC has not been executed, DDI 0487, HCR_EL2.TSC; an HVC has. */
static void finishing_a_call_steps_over_an_smc_and_not_over_an_hvc(void **state)
{
	static const uint64_t functions[] = { 0x84000002, 0xc4000003, 0x84000008, 0xc4000012, 7 };
	struct fixture *f = *state;
	struct guest guest;

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		struct vcpu_exit exit = call(f, HVC, functions[i]);

		vcpu_finish_call(&f->vcpu, &exit, UINT64_MAX);
		guest_look(&f->vcpu, &guest);
		assert_int_equal(guest.pc, FIXTURE_ENTRY);
		assert_int_equal(guest.x[0], UINT64_MAX);
		exit = call(f, SMC, functions[i]);
		vcpu_finish_call(&f->vcpu, &exit, (uint64_t)-2);
		guest_look(&f->vcpu, &guest);
		assert_int_equal(guest.pc, FIXTURE_ENTRY + 4);
		assert_int_equal(guest.x[0], (uint64_t)-2);
		assert_int_equal(guest.x[1], 0x1111111122222222);
	}
}

static void an_smc_is_forwarded_with_18_registers_and_stepped_over(void **state)
{
	struct fixture *f = *state;
	struct guest guest = { .pc = FIXTURE_ENTRY, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;
	struct guest got;

	for (unsigned int reg = 0; reg < 31; reg++) {
		guest.x[reg] = 0x100 + reg;
	}
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = SMC }, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
	assert_non_null(strstr(fake_log(), "smc;"));
	guest_look(&f->vcpu, &got);
	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(got.x[reg],
				 reg < 18 ? ~(UINT64_C(0x100) + reg) + reg : 0x100 + reg);
	}
	assert_int_equal(got.pc, FIXTURE_ENTRY + 4);
}

/* EL3 would take CPU_SUSPEND's entry for one of EL2, and CPU_OFF for this CPU's. */
static void no_psci_call_is_ever_forwarded(void **state)
{
	for (uint64_t number = 0; number < 32; number++) {
		(void)call(*state, SMC, 0x84000000 + number);
		assert_null(strstr(fake_log(), "smc;"));
		(void)call(*state, SMC, HIGH | (0xc4000000 + number));
		assert_null(strstr(fake_log(), "smc;"));
	}
	assert_int_equal(call(*state, SMC, 0xc4000001).reason, VCPU_EXIT_SMC);
	assert_stayed(*state, 0xc4000001);
}

static void neighbours_of_psci_are_forwarded(void **state)
{
	static const uint64_t functions[] = { 0x84000020, 0x83ffffff, 0xc4000020,
					      0x80000000, 0x04000000, 0x84010000 };

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		assert_int_equal(call(*state, SMC, functions[i]).reason, VCPU_EXIT_NOTHING);
		assert_non_null(strstr(fake_log(), "smc;"));
	}
}

static void neither_an_hvc_nor_an_immediate_is_forwarded(void **state)
{
	assert_int_equal(call(*state, HVC, 0x82000000).reason, VCPU_EXIT_HYPERCALL);
	assert_null(strstr(fake_log(), "smc;"));
	assert_int_equal(call(*state, SMC | 1, 0x82000000).reason, VCPU_EXIT_SMC);
	assert_null(strstr(fake_log(), "smc;"));
	assert_stayed(*state, 0x82000000);
}

static void without_the_flag_nothing_is_forwarded(void **state)
{
	assert_int_equal(call(*state, SMC, 0x82000000).reason, VCPU_EXIT_SMC);
	assert_null(strstr(fake_log(), "smc;"));
}

static void without_an_el3_a_forwarded_smc_is_an_exit(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(call(f, SMC, 0x82000000).reason, VCPU_EXIT_SMC);
	assert_null(strstr(fake_log(), "smc;"));
	assert_stayed(f, 0x82000000);
	assert_int_equal(vcpu_forward_smc(&f->vcpu), VCPU_EUNSUPPORTED);
	assert_stayed(f, 0x82000000);
}

static void the_caller_can_forward_one_itself(void **state)
{
	struct fixture *f = *state;
	struct guest got;

	fake_script_firmware(ref_firmware);
	assert_int_equal(call(f, SMC | 9, 0x82000000).reason, VCPU_EXIT_SMC);
	assert_int_equal(vcpu_forward_smc(&f->vcpu), VCPU_OK);
	guest_look(&f->vcpu, &got);
	assert_int_equal(got.x[0], ~UINT64_C(0x82000000));
	assert_int_equal(got.pc, FIXTURE_ENTRY + 4);
}

static void one_that_is_not_here_is_not_forwarded(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_forward_smc(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_forward_smc(&f->vcpu), VCPU_EBADSTATE);
	assert_null(strstr(fake_log(), "smc;"));
	assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(cpu_on_of_64_bits_has_arguments_of_64_bits, ready_setup),
		cmocka_unit_test_setup(cpu_on_of_32_bits_has_the_lower_halves, ready_setup),
		cmocka_unit_test_setup(cpu_off_is_a_cpu_that_goes_down, ready_setup),
		cmocka_unit_test_setup(system_off_and_reset_are_told_apart, ready_setup),
		cmocka_unit_test_setup(system_reset2_says_of_what_type_and_why, ready_setup),
		cmocka_unit_test_setup(the_upper_half_of_the_function_does_not_count, ready_setup),
		cmocka_unit_test_setup(every_other_function_is_a_call_that_nothing_was_done_about,
				       ready_setup),
		cmocka_unit_test_setup(a_call_with_an_immediate_is_never_psci, ready_setup),
		cmocka_unit_test_setup(finishing_a_call_steps_over_an_smc_and_not_over_an_hvc,
				       ready_setup),
		cmocka_unit_test_setup(an_smc_is_forwarded_with_18_registers_and_stepped_over,
				       forward_setup),
		cmocka_unit_test_setup(no_psci_call_is_ever_forwarded, forward_setup),
		cmocka_unit_test_setup(neighbours_of_psci_are_forwarded, forward_setup),
		cmocka_unit_test_setup(neither_an_hvc_nor_an_immediate_is_forwarded, forward_setup),
		cmocka_unit_test_setup(without_the_flag_nothing_is_forwarded, ready_setup),
		cmocka_unit_test_setup(without_an_el3_a_forwarded_smc_is_an_exit, no_el3_setup),
		cmocka_unit_test_setup(the_caller_can_forward_one_itself, ready_setup),
		cmocka_unit_test_setup(one_that_is_not_here_is_not_forwarded, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
