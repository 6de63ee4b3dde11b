/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupts that are made pending for a guest. Source of every bit: IHI 0069, "AArch64 System
 * register descriptions of the virtual registers". */
#include <string.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/gic_fixture.h"

/* Priority 0xa0, Group 1, pending. */
static void an_interrupt_goes_into_the_first_free_list_register(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	fake_set(gic_lrs[0], LR_ACTIVE(40));
	fake_set(gic_lrs[1], LR_EMPTY(41));
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[0]), LR_ACTIVE(40));
	assert_int_equal(fake_get(gic_lrs[1]), LR_PENDING(27));
	assert_int_equal(fake_get(gic_lrs[2]), 0);
}

static void a_vcpu_that_is_not_loaded_takes_its_interrupts_along(void **state)
{
	static const enum vcpu_state where[] = { VCPU_STATE_FREE, VCPU_STATE_BLOCKED };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fixture *f = gic_fixture(4, 5, where[i]);

		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_OK);
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 28), VCPU_OK);
		fixture_assert_cpu_untouched();
		if (where[i] == VCPU_STATE_BLOCKED) {
			assert_int_equal(vcpu_unblock(&f->vcpu), VCPU_OK);
		}
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(27));
		assert_int_equal(fake_get(gic_lrs[1]), LR_PENDING(28));
		assert_int_equal(fake_get(gic_lrs[2]), 0);
	}
}

/* ICH_ELRSR_EL2 knows of a list register that EL2 wrote only after context synchronization. */
static void an_interrupt_is_not_lost_when_the_vcpu_is_unbound_before_it_runs(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(27));
}

/* Two list registers with one INTID are UNPREDICTABLE. */
static void an_interrupt_that_is_there_is_made_pending_again_in_its_place(void **state)
{
	for (int is_loaded = 0; is_loaded < 2; is_loaded++) {
		struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

		(void)state;
		fake_set(gic_lrs[1], LR_ACTIVE(40));
		fake_set(gic_lrs[2], LR_PENDING(41));
		if (is_loaded == 0) {
			assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		}
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 40), VCPU_OK);
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 41), VCPU_OK);
		if (is_loaded == 0) {
			assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		}
		assert_int_equal(fake_get(gic_lrs[0]), 0);
		assert_int_equal(fake_get(gic_lrs[1]), LR_BOTH(40));
		assert_int_equal(fake_get(gic_lrs[2]), LR_PENDING(41));
		assert_int_equal(fake_get(gic_lrs[3]), 0);
	}
}

static void what_an_empty_list_register_holds_is_no_interrupt(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	fake_set(gic_lrs[3], LR_EMPTY(27));
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(27));
	assert_int_equal(fake_get(gic_lrs[3]), LR_EMPTY(27));
}

static void an_interrupt_without_a_free_list_register_is_refused(void **state)
{
	for (int is_loaded = 0; is_loaded < 2; is_loaded++) {
		struct fixture *f =
			gic_fixture(4, 5, is_loaded != 0 ? VCPU_STATE_READY : VCPU_STATE_FREE);
		struct vcpu before;

		(void)state;
		for (uint32_t n = 0; n < 4; n++) {
			assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 32 + n), VCPU_OK);
		}
		memcpy(&before, &f->vcpu, sizeof(before));
		fake_log_clear();
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 36), VCPU_ENOSPC);
		assert_int_equal(fixture_count("w:"), 0);
		assert_memory_equal(&f->vcpu, &before, sizeof(before));
		/* One that is there needs none. */
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 35), VCPU_OK);
	}
}

/* 1020 to 1023 are special, 1024 to 8191 reserved. ICH_VTR_EL2.IDbits 25:23: 0b000 is 16 bits of
 * INTID, 0b001 is 24; those above are RES0 in a list register. */
static void only_an_intid_that_the_cpu_has_is_accepted(void **state)
{
	static const struct {
		uint32_t intid;
		uint64_t id_bits;
		int want;
	} cases[] = {
		{ 0, 0, VCPU_OK },
		{ 15, 0, VCPU_OK },
		{ 16, 0, VCPU_OK },
		{ 1019, 0, VCPU_OK },
		{ 1020, 0, VCPU_EINVAL },
		{ 1023, 0, VCPU_EINVAL },
		{ 1024, 0, VCPU_EINVAL },
		{ 8191, 0, VCPU_EINVAL },
		{ 8192, 0, VCPU_OK },
		{ 65535, 0, VCPU_OK },
		{ 65536, 0, VCPU_EINVAL },
		{ 0x0100001b, 0, VCPU_EINVAL },
		{ 65536, 1, VCPU_OK },
		{ 0xffffff, 1, VCPU_OK },
		{ 0x1000000, 1, VCPU_EINVAL },
		{ UINT32_MAX, 1, VCPU_EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f =
			gic_fixture(4, 5, i % 2 != 0 ? VCPU_STATE_READY : VCPU_STATE_FREE);

		fake_set(FAKE_ich_vtr_el2, fake_get(FAKE_ich_vtr_el2) | cases[i / 2].id_bits << 23);
		fake_log_clear();
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, cases[i / 2].intid),
				 cases[i / 2].want);
		if (cases[i / 2].want != VCPU_OK) {
			assert_int_equal(fixture_count("w:"), 0);
			continue;
		}
		if (i % 2 == 0) {
			assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		}
		assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(cases[i / 2].intid));
	}
}

/* With passthrough the guest's interface is the physical one: nothing would ever take it there. */
static void an_interrupt_needs_a_virtual_gic_that_the_guest_uses(void **state)
{
	static const enum vcpu_state where[] = { VCPU_STATE_FREE, VCPU_STATE_READY };
	static const uint32_t flags[] = { 0, VCPU_FLAG_INTERRUPT_PASSTHROUGH };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct fixture *f = fixture_setup_on(&fixture_cpu_default);

		fixture_bring_to_with(f, where[i % 2], flags[i / 2]);
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_EUNSUPPORTED);
		fixture_assert_cpu_untouched();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_interrupt_goes_into_the_first_free_list_register,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_that_is_not_loaded_takes_its_interrupts_along,
				       fixture_setup),
		cmocka_unit_test_setup(
			an_interrupt_is_not_lost_when_the_vcpu_is_unbound_before_it_runs,
			fixture_setup),
		cmocka_unit_test_setup(
			an_interrupt_that_is_there_is_made_pending_again_in_its_place,
			fixture_setup),
		cmocka_unit_test_setup(what_an_empty_list_register_holds_is_no_interrupt,
				       fixture_setup),
		cmocka_unit_test_setup(an_interrupt_without_a_free_list_register_is_refused,
				       fixture_setup),
		cmocka_unit_test_setup(only_an_intid_that_the_cpu_has_is_accepted, fixture_setup),
		cmocka_unit_test_setup(an_interrupt_needs_a_virtual_gic_that_the_guest_uses,
				       fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
