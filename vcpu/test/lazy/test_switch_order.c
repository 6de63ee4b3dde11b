/* SPDX-License-Identifier: Apache-2.0 */
/* vcpu_switch() where nothing has moved at the exit before it: what it does, and in which order. */
#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/two_vcpus.h"

/* The short way is what the rest of these tests is about: it is gone if it calls what others do. */
static void plain_guests_are_switched_without_the_virtual_interface_being_turned_off(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);

	(void)state;
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_OK);
	assert_int_equal(fixture_count("w:ich_hcr_el2;"), 1);
	assert_int_equal(fixture_count("w:sp_el0;"), 1);
	assert_int_equal(fixture_count("r:vbar_el1;"), 1);
	assert_int_equal(fixture_count("w:vbar_el1;"), 1);
	assert_int_equal(fixture_count("w:vttbr_el2;"), 1);
	assert_int_equal(fixture_count("fp_save;"), 1);
	assert_int_equal(fixture_count("fp_restore;"), 1);
}

/* Walks of the one's tables end, and its timer, before anything of the other's is there; what the one
 * had not completed on this CPU is completed before all that. */
static void nothing_of_both_is_there_at_once(void **state)
{
	static const struct fixture_cpu *const cpus[] = { &two_vcpus_plain, &two_vcpus_everything };

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		struct fixture *f =
			two_vcpus_setup(cpus[i], VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);

		assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_OK);
		two_vcpus_assert_before("dsb_ish;", "r:hcr_el2;");
		two_vcpus_assert_before("r:tcr_el1;", "w:tcr_el1;isb;w:sctlr_el1;isb;");
		two_vcpus_assert_before("w:tcr_el1;isb;w:sctlr_el1;isb;", "w:vtcr_el2;");
		two_vcpus_assert_before("w:tcr_el1;isb;w:sctlr_el1;isb;", "w:vttbr_el2;");
		two_vcpus_assert_before("w:cntv_ctl_el0;", "w:cntv_cval_el0;");
		two_vcpus_assert_before("w:ttbr1_el1;", "isb;w:sctlr_el1;isb;w:tcr_el1;");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			plain_guests_are_switched_without_the_virtual_interface_being_turned_off),
		cmocka_unit_test(nothing_of_both_is_there_at_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
