/* SPDX-License-Identifier: Apache-2.0 */
/* The fake itself: what the other tests rely on. */
#include <vcpu/sysreg.h>

#include <fake_cpu.h>

#include "aarch64/trap.h"
#include "test/cm.h"

static int setup(void **state)
{
	(void)state;
	fake_reset();
	return 0;
}

static void a_read_of_a_register_that_nobody_set_fails_the_test(void **state)
{
	(void)state;
	expect_assert_failure((void)sysreg_read_hcr_el2());
}

static void a_register_that_was_written_can_be_read(void **state)
{
	(void)state;
	sysreg_write_hcr_el2(0xabc);
	assert_int_equal(sysreg_read_hcr_el2(), 0xabc);
}

static void a_register_that_became_unknown_cannot_be_read(void **state)
{
	(void)state;
	fake_set(FAKE_esr_el2, 1);
	fake_forget(FAKE_esr_el2);
	expect_assert_failure((void)sysreg_read_esr_el2());
}

static void accesses_and_barriers_are_logged_in_order(void **state)
{
	(void)state;
	fake_set(FAKE_hcr_el2, 0);
	(void)sysreg_read_hcr_el2();
	sysreg_write_vbar_el2(1);
	cpu_isb();
	cpu_tlbi_alle1();
	cpu_dsb_nsh();
	cpu_dsb_ish();
	cpu_dsb_sy();
	assert_string_equal(fake_log(),
			    "r:hcr_el2;w:vbar_el2;isb;tlbi_alle1;dsb_nsh;dsb_ish;dsb_sy;");
	fake_log_clear();
	assert_string_equal(fake_log(), "");
}

static void looking_is_not_an_access(void **state)
{
	(void)state;
	fake_set(FAKE_far_el2, 5);
	assert_int_equal(fake_get(FAKE_far_el2), 5);
	assert_string_equal(fake_log(), "");
}

static void a_guest_without_a_script_fails_the_test(void **state)
{
	struct vcpu_ctx ctx = { 0 };

	(void)state;
	expect_assert_failure((void)fake_play_exit(&ctx));
}

static void an_interrupt_leaves_no_syndrome_to_read(void **state)
{
	struct vcpu_ctx ctx = { 0 };

	(void)state;
	fake_set(FAKE_esr_el2, 1);
	fake_script_exit(&(struct fake_exit){ .kind = 1 });
	assert_int_equal(fake_play_exit(&ctx), TRAP_KIND_IRQ);
	expect_assert_failure((void)sysreg_read_esr_el2());
}

static void only_an_abort_leaves_fault_addresses(void **state)
{
	struct vcpu_ctx ctx = { 0 };

	(void)state;
	fake_script_exit(&(struct fake_exit){ .esr = 0x5a000000, .far = 1, .hpfar = 2 });
	fake_script_exit(&(struct fake_exit){ .esr = 0x92000007, .far = 1, .hpfar = 2 });
	(void)fake_play_exit(&ctx);
	expect_assert_failure((void)sysreg_read_far_el2());
	expect_assert_failure((void)sysreg_read_hpfar_el2());
	(void)fake_play_exit(&ctx);
	assert_int_equal(sysreg_read_far_el2(), 1);
	assert_int_equal(sysreg_read_hpfar_el2(), 2);
}

/* DDI 0487, CPTR_EL2 with E2H 0: TFP is bit 10, and traps EL2 as well. */
static void fp_that_may_trap_fails_the_test(void **state)
{
	(void)state;
	sysreg_write_cptr_el2(0x400);
	expect_assert_failure(fp_save(&fake_fp));
	cpu_isb();
	expect_assert_failure(fp_save(&fake_fp));
	sysreg_write_cptr_el2(0);
	expect_assert_failure(fp_restore(&fake_fp));
	cpu_isb();
	fp_restore(&fake_fp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_read_of_a_register_that_nobody_set_fails_the_test, setup),
		cmocka_unit_test_setup(a_register_that_was_written_can_be_read, setup),
		cmocka_unit_test_setup(a_register_that_became_unknown_cannot_be_read, setup),
		cmocka_unit_test_setup(accesses_and_barriers_are_logged_in_order, setup),
		cmocka_unit_test_setup(looking_is_not_an_access, setup),
		cmocka_unit_test_setup(a_guest_without_a_script_fails_the_test, setup),
		cmocka_unit_test_setup(an_interrupt_leaves_no_syndrome_to_read, setup),
		cmocka_unit_test_setup(only_an_abort_leaves_fault_addresses, setup),
		cmocka_unit_test_setup(fp_that_may_trap_fails_the_test, setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
