/* SPDX-License-Identifier: Apache-2.0 */
/* SWITCH=lazy: an exit touches the syndrome registers that belong to it, and nothing else: no other
 * register, no barrier, no TLB or cache maintenance. */
#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static void assert_log_of(struct fixture *f, const struct fake_exit *script, const char *log)
{
	fake_log_clear();
	(void)fixture_run(f, script);
	assert_string_equal(fake_log(), log);
}

static void an_exit_with_a_syndrome_reads_that(void **state)
{
	/* HVC, SMC, MRS, MSR, WFI */
	static const uint64_t esrs[] = { 0x5a000000, 0x5e000001, 0x62342063, 0x62342062,
					 0x07e00000 };

	for (size_t i = 0; i < sizeof(esrs) / sizeof(esrs[0]); i++) {
		assert_log_of(*state, &(struct fake_exit){ .esr = esrs[i] },
			      "r:tpidr_el2;enter;r:esr_el2;");
	}
	assert_log_of(*state, &(struct fake_exit){ .kind = 3, .esr = 0xbe000000 },
		      "r:tpidr_el2;enter;r:esr_el2;");
}

static void an_abort_reads_both_addresses_too(void **state)
{
	static const uint64_t esrs[] = { 0x93830007, 0x93830047, 0x82000007 };

	for (size_t i = 0; i < sizeof(esrs) / sizeof(esrs[0]); i++) {
		assert_log_of(*state, &(struct fake_exit){ .esr = esrs[i] },
			      "r:tpidr_el2;enter;r:esr_el2;r:far_el2;r:hpfar_el2;");
	}
}

static void an_interrupt_reads_no_syndrome(void **state)
{
	hal_test_raise(30);
	assert_log_of(*state, &(struct fake_exit){ .kind = 1 }, "r:tpidr_el2;enter;irq_fetch;");
	assert_log_of(*state, &(struct fake_exit){ .kind = 2 }, "r:tpidr_el2;enter;");
}

static void what_is_injected_goes_into_the_cpu_at_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_inject_abort(&f->vcpu, 0x1234, false), VCPU_OK);
	assert_int_equal(fake_get(FAKE_far_el1), 0x1234);
	assert_int_equal(fake_get(FAKE_elr_el1), FIXTURE_ENTRY);
}

/* The VMID keeps the translations of two guests apart. */
static void a_switch_of_guests_invalidates_nothing(void **state)
{
	struct fixture *f = *state;
	static struct vcpu second;
	static struct stage2 other;

	other = f->memory;
	other.vmid = (struct vmid){ 0 };
	fixture_init_vcpu(&second, 0);
	assert_int_equal(vcpu_setup(&second, &(struct vcpu_setup){ .entry_ipa = FIXTURE_ENTRY,
								   .memory = &other }),
			 VCPU_OK);
	/* What each of them finds at its very first bind on this CPU is another matter. */
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	fake_log_clear();
	for (int i = 0; i < 2; i++) {
		assert_int_equal(vcpu_unbind(&second), VCPU_OK);
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		assert_int_equal(vcpu_bind(&second), VCPU_OK);
	}
	assert_int_equal(fixture_count("tlbi"), 0);
	assert_int_equal(fixture_count("ic_"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_exit_with_a_syndrome_reads_that, ready_setup),
		cmocka_unit_test_setup(an_abort_reads_both_addresses_too, ready_setup),
		cmocka_unit_test_setup(an_interrupt_reads_no_syndrome, ready_setup),
		cmocka_unit_test_setup(what_is_injected_goes_into_the_cpu_at_once, ready_setup),
		cmocka_unit_test_setup(a_switch_of_guests_invalidates_nothing, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
