/* SPDX-License-Identifier: Apache-2.0 */
/* Stage-2 faults that are no MMIO, as vcpu_run() reports them; above all permission faults, whose
 * IPA only the guest's own tables know. Expected bits: DDI 0487, ESR_EL2, "ISS encoding for an
 * exception from a Data Abort"; PAR_EL1; AT. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

#define DABT  UINT64_C(0x92000000) /* EC 0x24, IL */
#define IABT  UINT64_C(0x82000000) /* EC 0x20, IL */
#define ISV   0x1000000u
#define FNV   0x400u
#define S1PTW 0x80u
#define WNR   0x40u
#define PERM  0x0fu /* level 3 */
#define TRANS 0x07u

#define FAR   UINT64_C(0xffff800012345abc)
#define HPFAR UINT64_C(0x90010) /* IPA 0x9001xxx */
#define PAR                                                                                        \
	UINT64_C(                                                                                  \
		0xff000000470aab80) /* PA 0x470aa000; MAIR attributes, SH, bit 11 are no part of it */
#define GUEST_PAR UINT64_C(0x1234567890abcdef)

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

/* The guest's registers stay as they were, PAR_EL1 and PC too. */
static struct vcpu_exit run_to(struct fixture *f, uint64_t esr, uint64_t far)
{
	struct guest guest = {
		.pc = FIXTURE_ENTRY,
		.pstate = GUEST_EL1H,
		.par_el1 = GUEST_PAR,
		.far_el1 = 1,
		.esr_el1 = 2,
	};
	struct fake_exit exception = { .esr = esr, .far = far, .hpfar = HPFAR };
	struct vcpu_exit exit;
	struct guest got;

	guest_run(&f->vcpu, &guest, &exception, &exit);
	guest_look(&f->vcpu, &got);
	guest_assert_same(&got, &guest);
	return exit;
}

static void assert_translates(uint64_t far)
{
	char want[160];

	(void)snprintf(want, sizeof(want),
		       "r:far_el2;r:hpfar_el2;r:par_el1;at_s1e1r:%#" PRIx64
		       ";isb;r:par_el1;w:par_el1;",
		       far);
	assert_non_null(strstr(fake_log(), want));
}

static void a_permission_fault_finds_its_ipa_through_the_guests_tables(void **state)
{
	struct vcpu_exit exit;

	fake_script_par(PAR);
	exit = run_to(*state, DABT | ISV | WNR | PERM, FAR);
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_permission);
	assert_true(exit.fault.is_write);
	assert_true(exit.fault.is_ipa_valid);
	assert_int_equal(exit.fault.ipa, 0x470aaabc);
	assert_int_equal(exit.fault.va, FAR);
	assert_translates(FAR);
}

static void a_fetch_without_permission_does_so_too(void **state)
{
	struct vcpu_exit exit;

	fake_script_par(PAR);
	exit = run_to(*state, IABT | PERM, FAR);
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_permission);
	assert_true(exit.fault.is_exec);
	assert_false(exit.fault.is_write);
	assert_int_equal(exit.fault.ipa, 0x470aaabc);
	assert_translates(FAR);
}

/* PA is 51:12 where the CPU has 52 bits of it. */
static void all_bits_of_the_address_are_taken(void **state)
{
	fake_script_par(UINT64_C(0x000ffffffffff800));
	assert_int_equal(run_to(*state, DABT | PERM, 0).fault.ipa, UINT64_C(0x000ffffffffff000));
	fake_script_par(UINT64_C(0xfff0000000000ffe));
	assert_int_equal(run_to(*state, DABT | PERM, 0xfff).fault.ipa, 0xfff);
}

/* PAR_EL1.F: another CPU of the guest took the page away meanwhile. The guest tries again and finds
 * out. */
static void a_page_that_is_gone_meanwhile_is_left_to_the_guest(void **state)
{
	fake_script_par(0x80f);
	assert_int_equal(run_to(*state, DABT | ISV | WNR | PERM, FAR).reason, VCPU_EXIT_NOTHING);
	assert_translates(FAR);
	fake_script_par(PAR | 1);
	assert_int_equal(run_to(*state, IABT | PERM, FAR).reason, VCPU_EXIT_NOTHING);
}

static void a_walk_without_permission_has_its_ipa_in_hpfar_el2(void **state)
{
	struct vcpu_exit exit = run_to(*state, DABT | S1PTW | WNR | PERM, FAR);

	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_stage1_walk);
	assert_true(exit.fault.is_permission);
	assert_false(exit.fault.is_write);
	assert_int_equal(exit.fault.ipa, 0x9001000);
	assert_null(strstr(fake_log(), "at_s1e1r"));
}

static void a_walk_that_meets_no_page_is_no_mmio(void **state)
{
	struct vcpu_exit exit = run_to(*state, DABT | ISV | S1PTW | TRANS, FAR);

	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_stage1_walk);
	assert_false(exit.fault.is_permission);
	assert_true(exit.fault.is_ipa_valid);
	assert_int_equal(exit.fault.ipa, 0x9001000);
	assert_true(exit.fault.is_va_valid);
	assert_int_equal(exit.fault.va, FAR);
}

/* LDP, LDR with writeback, LDXR, a vector: ISV is 0 and 23:14 say nothing. Whoever takes them for a
 * syndrome emulates a byte load into x0. */
static void an_access_without_a_valid_syndrome_is_never_mmio(void **state)
{
	for (uint64_t level = 4; level < 8; level++) {
		struct vcpu_exit exit = run_to(*state, DABT | level, FAR);

		assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
		assert_int_equal(exit.fault.ipa, 0x9001abc);
		assert_true(exit.fault.is_ipa_valid);
		assert_false(exit.fault.is_permission);
		assert_int_equal(exit.fault.status_code, level);
		assert_int_equal(run_to(*state, DABT | ISV | level, FAR).reason,
				 VCPU_EXIT_MMIO_READ);
	}
}

/* FnV is for a Synchronous External abort, 0x10; nothing can be translated. */
static void without_a_far_no_address_is_valid(void **state)
{
	struct vcpu_exit exit = run_to(*state, DABT | FNV | 0x10, FAR);

	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_false(exit.fault.is_va_valid);
	assert_false(exit.fault.is_ipa_valid);
	exit = run_to(*state, DABT | FNV | PERM, FAR);
	assert_false(exit.fault.is_va_valid);
	assert_false(exit.fault.is_ipa_valid);
	assert_null(strstr(fake_log(), "at_s1e1r"));
}

/* 0b0000LL, 0b0001LL, 0b0010LL have HPFAR_EL2; of the rest only 0b0011LL is looked up. */
static void only_a_permission_fault_is_looked_up(void **state)
{
	for (uint64_t code = 0; code < 64; code++) {
		struct vcpu_exit exit;

		fake_script_par(PAR);
		exit = run_to(*state, DABT | code, FAR);
		assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
		assert_int_equal(strstr(fake_log(), "at_s1e1r") != NULL, code >= 12 && code <= 15);
		assert_int_equal(exit.fault.is_ipa_valid, code <= 15);
		if (code <= 15) {
			assert_int_equal(exit.fault.ipa, code < 12 ? 0x9001abc : 0x470aaabc);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_permission_fault_finds_its_ipa_through_the_guests_tables,
				       ready_setup),
		cmocka_unit_test_setup(a_fetch_without_permission_does_so_too, ready_setup),
		cmocka_unit_test_setup(all_bits_of_the_address_are_taken, ready_setup),
		cmocka_unit_test_setup(a_page_that_is_gone_meanwhile_is_left_to_the_guest,
				       ready_setup),
		cmocka_unit_test_setup(a_walk_without_permission_has_its_ipa_in_hpfar_el2,
				       ready_setup),
		cmocka_unit_test_setup(a_walk_that_meets_no_page_is_no_mmio, ready_setup),
		cmocka_unit_test_setup(an_access_without_a_valid_syndrome_is_never_mmio,
				       ready_setup),
		cmocka_unit_test_setup(without_a_far_no_address_is_valid, ready_setup),
		cmocka_unit_test_setup(only_a_permission_fault_is_looked_up, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
