/* SPDX-License-Identifier: Apache-2.0 */
/* vcpu_run(): what it does around one visit to the guest, access by access. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

#define KIND_SYNC         0u
#define KIND_IRQ          1u
#define KIND_FIQ          2u
#define KIND_SERROR       3u
#define KIND_SYNC_AARCH32 4u

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static struct vcpu_exit run_once(struct fixture *f, const struct fake_exit *script)
{
	struct vcpu_exit exit;

	memset(&exit, 0xa5, sizeof(exit));
	fake_script_exit(script);
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_OK);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
	return exit;
}

static void a_hypercall_reads_the_syndrome_and_nothing_else(void **state)
{
	struct vcpu_exit exit = run_once(*state, &(struct fake_exit){ .esr = 0x5a000007 });

	assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
	assert_int_equal(exit.hypercall.imm, 7);
	assert_string_equal(fake_log(), "r:tpidr_el2;enter;r:esr_el2;");
}

static void an_smc_a_trapped_register_and_a_wait_read_only_the_syndrome_too(void **state)
{
	static const struct {
		uint64_t esr;
		enum vcpu_exit_reason reason;
	} cases[] = {
		{ 0x5e000000, VCPU_EXIT_SMC },
		{ 0x623a30b6, VCPU_EXIT_SYSREG_WRITE },
		{ 0x6232f801, VCPU_EXIT_SYSREG_READ },
		{ 0x07e00000, VCPU_EXIT_HALT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_log_clear();
		assert_int_equal(
			run_once(*state, &(struct fake_exit){ .esr = cases[i].esr }).reason,
			cases[i].reason);
		assert_string_equal(fake_log(), "r:tpidr_el2;enter;r:esr_el2;");
	}
}

static void an_abort_reads_both_fault_addresses(void **state)
{
	struct vcpu_exit exit = run_once(
		*state, &(struct fake_exit){ .esr = 0x93830007, .far = 0x8018, .hpfar = 0x90000 });

	assert_int_equal(exit.reason, VCPU_EXIT_MMIO_READ);
	assert_int_equal(exit.mmio.ipa, 0x9000018);
	assert_string_equal(fake_log(), "r:tpidr_el2;enter;r:esr_el2;r:far_el2;r:hpfar_el2;");
}

static void an_instruction_abort_is_a_fault_of_a_fetch(void **state)
{
	struct vcpu_exit exit = run_once(
		*state, &(struct fake_exit){ .esr = 0x82000007, .far = 0x8018, .hpfar = 0x90000 });

	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_exec);
	assert_int_equal(exit.fault.va, 0x8018);
}

static void an_irq_is_fetched_once_and_left_to_the_caller_to_handle(void **state)
{
	struct vcpu_exit exit;

	hal_test_raise(30);
	exit = run_once(*state, &(struct fake_exit){ .kind = KIND_IRQ });
	assert_int_equal(exit.reason, VCPU_EXIT_EXTERNAL_INTERRUPT);
	assert_int_equal(exit.interrupt.vector, 30);
	assert_string_equal(fake_log(), "r:tpidr_el2;enter;irq_fetch;");
}

static void an_fiq_reads_no_register(void **state)
{
	struct vcpu_exit exit = run_once(*state, &(struct fake_exit){ .kind = KIND_FIQ });

	assert_int_equal(exit.reason, VCPU_EXIT_FIQ);
	assert_string_equal(fake_log(), "r:tpidr_el2;enter;");
}

static void an_serror_hands_over_its_syndrome(void **state)
{
	struct vcpu_exit exit =
		run_once(*state, &(struct fake_exit){ .kind = KIND_SERROR, .esr = 0xbe000011 });

	assert_int_equal(exit.reason, VCPU_EXIT_SERROR);
	assert_int_equal(exit.serror.esr, 0xbe000011);
	assert_string_equal(fake_log(), "r:tpidr_el2;enter;r:esr_el2;");
}

/* EC 0x07: an FP access that CPTR_EL2 traps. */
static void an_unknown_class_leaves_the_vcpu_ready_where_it_was(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit before;
	struct vcpu_exit exit;

	memset(&before, 0xa5, sizeof(before));
	memcpy(&exit, &before, sizeof(exit));
	fake_script_exit(&(struct fake_exit){ .esr = 0x1fe00000 });
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_EUNKNOWN_EC);
	assert_memory_equal(&exit, &before, sizeof(exit));
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
	assert_int_equal(vcpu_last_esr(), 0x1fe00000);
	assert_int_equal(run_once(f, &(struct fake_exit){ .esr = 0x5a000000 }).reason,
			 VCPU_EXIT_HYPERCALL);
}

static void guest_checks_its_first_instruction(struct vcpu_ctx *ctx)
{
	assert_int_equal(ctx->elr, FIXTURE_ENTRY);
	assert_int_equal(ctx->x[0], 0x48000000);
	assert_int_equal(ctx->spsr, 0x3c5); /* EL1h, D, A, I and F masked */
	assert_int_equal((uintptr_t)ctx % 16, 0);
	for (unsigned int reg = 1; reg < 31; reg++) {
		assert_int_equal(ctx->x[reg], 0);
	}
}

static void an_exception_from_aarch32_state_is_refused_as_such(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit exit;

	fake_script_exit(&(struct fake_exit){ .kind = KIND_SYNC_AARCH32, .esr = 0x93820005 });
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_EAARCH32);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
	assert_int_equal(vcpu_last_esr(), 0x93820005);
}

static void the_guest_begins_at_its_entry_with_its_argument(void **state)
{
	(void)run_once(*state, &(struct fake_exit){ .esr = 0x5a000000,
						    .guest = guest_checks_its_first_instruction });
}

static void guest_works(struct vcpu_ctx *ctx)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		ctx->x[reg] = 0x1000 + reg;
	}
	ctx->elr = 0x40200104;
}

static void guest_goes_on(struct vcpu_ctx *ctx)
{
	assert_int_equal(ctx->elr, 0x40200108);
	assert_int_equal(ctx->x[0], 0);
	assert_int_equal(ctx->x[30], 0x1000 + 30);
}

static void what_the_guest_and_the_caller_change_reaches_the_other(void **state)
{
	struct fixture *f = *state;

	(void)run_once(f, &(struct fake_exit){ .esr = 0x5e000000, .guest = guest_works });
	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(vcpu_get_gpr(&f->vcpu, reg), 0x1000 + reg);
	}
	assert_int_equal(vcpu_pc(&f->vcpu), 0x40200104);
	vcpu_set_gpr(&f->vcpu, 0, 0);
	vcpu_finish_step(&f->vcpu);
	(void)run_once(f, &(struct fake_exit){ .esr = 0x5e000000, .guest = guest_goes_on });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_hypercall_reads_the_syndrome_and_nothing_else,
				       ready_setup),
		cmocka_unit_test_setup(
			an_smc_a_trapped_register_and_a_wait_read_only_the_syndrome_too,
			ready_setup),
		cmocka_unit_test_setup(an_abort_reads_both_fault_addresses, ready_setup),
		cmocka_unit_test_setup(an_instruction_abort_is_a_fault_of_a_fetch, ready_setup),
		cmocka_unit_test_setup(an_irq_is_fetched_once_and_left_to_the_caller_to_handle,
				       ready_setup),
		cmocka_unit_test_setup(an_fiq_reads_no_register, ready_setup),
		cmocka_unit_test_setup(an_serror_hands_over_its_syndrome, ready_setup),
		cmocka_unit_test_setup(an_unknown_class_leaves_the_vcpu_ready_where_it_was,
				       ready_setup),
		cmocka_unit_test_setup(an_exception_from_aarch32_state_is_refused_as_such,
				       ready_setup),
		cmocka_unit_test_setup(the_guest_begins_at_its_entry_with_its_argument,
				       ready_setup),
		cmocka_unit_test_setup(what_the_guest_and_the_caller_change_reaches_the_other,
				       ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
