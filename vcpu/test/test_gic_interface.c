/* SPDX-License-Identifier: Apache-2.0 */
/* <vcpu/gic.h> over system registers: of a vCPU that is loaded, and of one that is not. Bits: IHI
 * 0069, ICH_LR<n>_EL2, ICH_HCR_EL2, ICH_VMCR_EL2. */
#include <string.h>

#include <fake_cpu.h>
#include <vcpu/gic.h>

#include "test/cm.h"
#include "test/gic_fixture.h"

static void there_are_as_many_list_registers_as_the_cpu_has(void **state)
{
	struct fixture_cpu cpu = fixture_cpu_default;

	(void)state;
	for (unsigned int n = 1; n <= 16; n++) {
		(void)gic_fixture(n, 5, VCPU_STATE_CREATED);
		assert_int_equal(vcpu_gic_n_list_registers(), n);
	}
	cpu.has_gicv3 = false;
	(void)fixture_setup_on(&cpu);
	assert_int_equal(vcpu_gic_n_list_registers(), 0);
}

/* What is put into each is there, and only there; then in the CPU, and back. */
static void each_list_register_is_one_of_its_own(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 16 * 2; i++) {
		unsigned int n = i / 2;
		bool is_loaded = i % 2 != 0;
		struct fixture *f =
			gic_fixture(16, 5, is_loaded ? VCPU_STATE_READY : VCPU_STATE_FREE);

		vcpu_gic_set_lr(&f->vcpu, n, LR_PENDING(40 + n));
		assert_int_equal(fixture_count("w:ich_lr"), is_loaded ? 1 : 0);
		assert_int_equal(vcpu_gic_lr(&f->vcpu, n), LR_PENDING(40 + n));
		assert_int_equal(vcpu_gic_empty(&f->vcpu), 0xffff & ~(1u << n));
		for (unsigned int k = 0; k < 16; k++) {
			if (k != n) {
				assert_int_equal(vcpu_gic_lr(&f->vcpu, k), 0);
			}
		}
		if (is_loaded) {
			assert_int_equal(fake_get(gic_lrs[n]), LR_PENDING(40 + n));
			assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
			assert_int_equal(vcpu_gic_lr(&f->vcpu, n), LR_PENDING(40 + n));
		} else {
			assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
			assert_int_equal(fake_get(gic_lrs[n]), LR_PENDING(40 + n));
		}
		assert_int_equal(vcpu_gic_empty(&f->vcpu), 0xffff & ~(1u << n));
		vcpu_gic_set_lr(&f->vcpu, n, 0);
		assert_int_equal(vcpu_gic_empty(&f->vcpu), 0xffff);
		assert_int_equal(vcpu_gic_lr(&f->vcpu, n), 0);
	}
}

/* ICH_ELRSR_EL2: State 63:62; EOI 41 counts without HW 61. */
static void empty_is_what_the_cpu_takes_for_it(void **state)
{
	static const struct {
		uint64_t lr;
		bool is_empty;
	} cases[] = {
		{ 0, true },
		{ LR_EMPTY(50), true },
		{ LR_PENDING(50), false },
		{ LR_ACTIVE(50), false },
		{ LR_BOTH(50), false },
		{ LR_EMPTY(50) | UINT64_C(1) << 41, false },
		{ LR_EMPTY(50) | UINT64_C(1) << 41 | UINT64_C(1) << 61, true },
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]) * 2; i++) {
		struct fixture *f =
			gic_fixture(4, 5, i % 2 != 0 ? VCPU_STATE_READY : VCPU_STATE_FREE);

		vcpu_gic_set_lr(&f->vcpu, 1, cases[i / 2].lr);
		assert_int_equal(vcpu_gic_empty(&f->vcpu), cases[i / 2].is_empty ? 0xf : 0xd);
	}
}

static void a_write_is_seen_only_behind_a_barrier(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	vcpu_gic_set_lr(&f->vcpu, 0, LR_PENDING(40));
	assert_int_equal(vcpu_gic_empty(&f->vcpu), 0xe);
	assert_non_null(strstr(fake_log(), "w:ich_lr0_el2;r:tpidr_el2;isb;r:ich_elrsr_el2;"));
}

/* En 0 and EOIcount 31:27 stay, the conditions 7:1 are what is asked for. */
static void maintenance_conditions_leave_the_rest_alone(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	fake_set(FAKE_ich_hcr_el2, 0x180000f5);
	vcpu_gic_set_maintenance(&f->vcpu, VCPU_GIC_HCR_UIE | VCPU_GIC_HCR_NPIE);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1800000b);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	vcpu_gic_set_maintenance(&f->vcpu, VCPU_GIC_HCR_UIE);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1c00);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x18000003);
	vcpu_gic_set_maintenance(&f->vcpu, 0);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x18000001);
}

static void the_guests_control_register_is_told(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	fake_set(FAKE_ich_vmcr_el2, 0xf04c0202);
	assert_int_equal(vcpu_gic_vmcr(&f->vcpu), 0xf04c0202);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fake_set(FAKE_ich_vmcr_el2, 0x11);
	assert_int_equal(vcpu_gic_vmcr(&f->vcpu), 0xf04c0202);
}

static int look_inside(struct vcpu *vcpu, void *arg)
{
	(void)arg;
	assert_int_equal(vcpu_gic_lr(vcpu, 0), LR_PENDING(40));
	return VCPU_OK;
}

static void inside_an_operation_it_is_where_it_was(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	vcpu_gic_set_lr(&f->vcpu, 0, LR_PENDING(40));
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING, look_inside, NULL),
		VCPU_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(there_are_as_many_list_registers_as_the_cpu_has,
				       fixture_setup),
		cmocka_unit_test_setup(each_list_register_is_one_of_its_own, fixture_setup),
		cmocka_unit_test_setup(empty_is_what_the_cpu_takes_for_it, fixture_setup),
		cmocka_unit_test_setup(a_write_is_seen_only_behind_a_barrier, fixture_setup),
		cmocka_unit_test_setup(maintenance_conditions_leave_the_rest_alone, fixture_setup),
		cmocka_unit_test_setup(the_guests_control_register_is_told, fixture_setup),
		cmocka_unit_test_setup(inside_an_operation_it_is_where_it_was, fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
