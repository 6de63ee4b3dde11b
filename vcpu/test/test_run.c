/* SPDX-License-Identifier: Apache-2.0 */
/* vcpu_run(): what it does around one visit to the guest, whatever the policy moves then. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

#define KIND_IRQ    1u
#define KIND_FIQ    2u
#define KIND_SERROR 3u

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static struct vcpu_exit run_once(struct fixture *f, const struct fake_exit *script)
{
	fake_log_clear();
	return fixture_run(f, script);
}

static void a_hypercall_says_its_immediate(void **state)
{
	struct vcpu_exit exit = run_once(*state, &(struct fake_exit){ .esr = 0x5a000007 });

	assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
	assert_int_equal(exit.call.imm, 7);
}

/* What a register would hold is UNKNOWN after another kind of exit. */
static void an_exit_reads_the_syndrome_registers_that_belong_to_it(void **state)
{
	static const struct {
		uint64_t esr;
		enum vcpu_exit_reason reason;
		unsigned int n_addresses;
	} cases[] = {
		{ 0x5a000000, VCPU_EXIT_HYPERCALL, 0 },
		{ 0x5e000000, VCPU_EXIT_SMC, 0 },
		{ 0x62342063, VCPU_EXIT_SYSREG_READ, 0 },
		{ 0x07e00000, VCPU_EXIT_HALT, 0 },
		{ 0x93830007, VCPU_EXIT_MMIO_READ, 1 },
		{ 0x93830047, VCPU_EXIT_MMIO_WRITE, 1 },
		{ 0x82000007, VCPU_EXIT_NESTED_PAGE_FAULT, 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fake_exit script = { .esr = cases[i].esr, .far = 0x18, .hpfar = 0x90000 };

		assert_int_equal(run_once(*state, &script).reason, cases[i].reason);
		assert_int_equal(fixture_count("enter;"), 1);
		assert_int_equal(fixture_count("r:esr_el2;"), 1);
		assert_int_equal(fixture_count("r:far_el2;"), cases[i].n_addresses);
		assert_int_equal(fixture_count("r:hpfar_el2;"), cases[i].n_addresses);
	}
}

static void an_irq_is_fetched_once_and_left_to_the_caller_to_handle(void **state)
{
	struct vcpu_exit exit;

	hal_test_raise(30);
	exit = run_once(*state, &(struct fake_exit){ .kind = KIND_IRQ });
	assert_int_equal(exit.reason, VCPU_EXIT_EXTERNAL_INTERRUPT);
	assert_int_equal(exit.interrupt.vector, 30);
	assert_int_equal(fixture_count("irq_fetch;"), 1);
	assert_int_equal(fixture_count("irq_handle;"), 0);
	assert_int_equal(fixture_count("r:esr_el2;"), 0);
}

static void an_irq_that_was_acknowledged_in_place_is_not_fetched(void **state)
{
	static const uint32_t vectors[] = { 0, 27, 1023, 8192, 0xffffff };

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		struct vcpu_exit exit = run_once(*state, &(struct fake_exit){
								 .kind = KIND_IRQ,
								 .is_acknowledged = true,
								 .vector = vectors[i],
							 });

		assert_int_equal(exit.reason, VCPU_EXIT_EXTERNAL_INTERRUPT);
		assert_int_equal(exit.interrupt.vector, vectors[i]);
		assert_int_equal(fixture_count("irq_"), 0);
		assert_int_equal(fixture_count("r:esr_el2;"), 0);
	}
}

static void an_fiq_reads_no_syndrome(void **state)
{
	struct vcpu_exit exit = run_once(*state, &(struct fake_exit){ .kind = KIND_FIQ });

	assert_int_equal(exit.reason, VCPU_EXIT_FIQ);
	assert_int_equal(fixture_count("r:esr_el2;"), 0);
	assert_int_equal(fixture_count("irq_fetch;"), 0);
}

static void an_serror_hands_over_its_syndrome(void **state)
{
	struct vcpu_exit exit =
		run_once(*state, &(struct fake_exit){ .kind = KIND_SERROR, .esr = 0xbe000011 });

	assert_int_equal(exit.reason, VCPU_EXIT_SERROR);
	assert_int_equal(exit.serror.esr, 0xbe000011);
}

static void the_last_syndrome_can_be_asked_for(void **state)
{
	(void)run_once(*state, &(struct fake_exit){ .esr = 0x5a001234 });
	assert_int_equal(vcpu_last_esr(), 0x5a001234);
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

static void the_guest_begins_at_its_entry_with_its_argument(void **state)
{
	(void)run_once(*state, &(struct fake_exit){ .esr = FIXTURE_HVC,
						    .guest = guest_checks_its_first_instruction });
}

static void guest_works(struct vcpu_ctx *ctx)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		ctx->x[reg] = 0x1000 + reg;
	}
	ctx->elr = 0x40200104;
	ctx->spsr = 0x60000005;
}

static void guest_goes_on(struct vcpu_ctx *ctx)
{
	assert_int_equal(ctx->elr, 0x40200108);
	assert_int_equal(ctx->spsr, 0x60000005);
	assert_int_equal(ctx->x[0], 0);
	for (unsigned int reg = 1; reg < 31; reg++) {
		assert_int_equal(ctx->x[reg], 0x1000 + reg);
	}
}

static void what_the_guest_and_the_caller_change_reaches_the_other(void **state)
{
	struct fixture *f = *state;

	(void)run_once(f, &(struct fake_exit){ .esr = 0x5e000001, .guest = guest_works });
	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(vcpu_get_gpr(&f->vcpu, reg), 0x1000 + reg);
	}
	assert_int_equal(vcpu_pc(&f->vcpu), 0x40200104);
	assert_int_equal(vcpu_pstate(&f->vcpu), 0x60000005);
	assert_int_equal(vcpu_set_gpr(&f->vcpu, 0, 0), VCPU_OK);
	vcpu_finish_step(&f->vcpu);
	(void)run_once(f, &(struct fake_exit){ .esr = 0x5e000001, .guest = guest_goes_on });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_hypercall_says_its_immediate, ready_setup),
		cmocka_unit_test_setup(an_exit_reads_the_syndrome_registers_that_belong_to_it,
				       ready_setup),
		cmocka_unit_test_setup(an_irq_is_fetched_once_and_left_to_the_caller_to_handle,
				       ready_setup),
		cmocka_unit_test_setup(an_irq_that_was_acknowledged_in_place_is_not_fetched,
				       ready_setup),
		cmocka_unit_test_setup(an_fiq_reads_no_syndrome, ready_setup),
		cmocka_unit_test_setup(an_serror_hands_over_its_syndrome, ready_setup),
		cmocka_unit_test_setup(the_last_syndrome_can_be_asked_for, ready_setup),
		cmocka_unit_test_setup(the_guest_begins_at_its_entry_with_its_argument,
				       ready_setup),
		cmocka_unit_test_setup(what_the_guest_and_the_caller_change_reaches_the_other,
				       ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
