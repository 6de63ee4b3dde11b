/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest reads in the ID registers: S3_0_C0_C1_0 to S3_0_C0_C7_7, DDI 0487, HCR_EL2.TID3.
 * Fields and their most are in ref_idregs.c. */
#include <string.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"
#include "test/ref_exception.h"
#include "test/ref_idregs.h"

#define MRS UINT64_C(0x62300001) /* EC 0x18, IL, Op0 3, direction 1 */

static uint64_t seed;

static int ready_setup(void **state)
{
	seed = UINT64_C(0x6964);
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static int gic_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to_with(*state, VCPU_STATE_READY, VCPU_FLAG_VIRTUAL_GIC);
	return 0;
}

static int passthrough_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to_with(*state, VCPU_STATE_READY, VCPU_FLAG_INTERRUPT_PASSTHROUGH);
	return 0;
}

/* MRS X@reg, S3_0_C0_C@crm_@op2: answered, stepped over, and nothing else changed. */
static uint64_t read_id(struct fixture *f, uint64_t crm, uint64_t op2, unsigned int reg)
{
	struct guest guest = { .pc = 0x8000, .pstate = 0x3c5 };
	struct fake_exit exception = { .esr = MRS | op2 << 17 | (uint64_t)reg << 5 | crm << 1 };
	struct vcpu_exit exit;
	struct guest got;
	uint64_t value;

	memset(guest.x, 0x5a, sizeof(guest.x));
	guest_run(&f->vcpu, &guest, &exception, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
	guest_look(&f->vcpu, &got);
	value = reg == 31 ? 0 : got.x[reg];
	if (reg < 31) {
		guest.x[reg] = value;
	}
	guest.pc = 0x8004;
	guest_assert_same(&got, &guest);
	return value;
}

static uint64_t read_of_cpu(struct fixture *f, const struct ref_id_reg *reg, uint64_t value)
{
	fake_set(reg->reg, value);
	return read_id(f, reg->crm, reg->op2, 3);
}

/* With all other fields 0, all ones and at random. */
static void every_field_reads_at_most_what_the_library_knows(void **state)
{
	for (size_t i = 0; i < ref_n_id_regs; i++) {
		const struct ref_id_reg *reg = &ref_id_regs[i];

		for (uint64_t run = 0; run < 768; run++) {
			const struct ref_id_field *field = &reg->fields[run / 16 % 16];
			uint64_t rest = run < 256   ? 0
					: run < 512 ? UINT64_MAX
						    : guest_random(&seed);
			uint64_t value =
				(rest & ~(UINT64_C(15) << field->lsb)) | run % 16 << field->lsb;
			uint64_t seen = read_of_cpu(*state, reg, value);
			uint64_t is = ref_bits(seen, field->lsb + 3, field->lsb);

			assert_in_range(is, 0, field->most);
			assert_in_range(is, 0, run % 16);
			assert_int_equal(seen, ref_id_read(reg, value, false));
		}
	}
}

static void every_bit_has_a_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < ref_n_id_regs; i++) {
		for (unsigned int k = 0; k < 16; k++) {
			assert_non_null(ref_id_regs[i].fields[k].name);
			assert_int_equal(ref_id_regs[i].fields[k].lsb, 4 * k);
		}
	}
}

/* What is neither moved between guests nor left to trap, by the name of its field. */
static void what_no_guest_owns_is_not_there(void **state)
{
	static const char *const hidden[] = {
		"EL2",    "EL3",      "RAS",       "SVE",      "SEL2",      "MPAM",
		"AMU",    "RME",      "MTE",       "RAS_frac", "MPAM_frac", "SME",
		"NMI",    "MTE_frac", "GCS",       "THE",      "MTEX",      "TraceVer",
		"PMUVer", "PMSS",     "CTX_CMPs",  "PMSVer",   "TraceFilt", "TraceBuffer",
		"MTPMU",  "BRBE",     "TME",       "LS64",     "XS",        "MOPS",
		"WFxT",   "BigEnd",   "BigEndEL0", "SNSMem",   "FGT",       "ECV",
		"VH",     "LO",       "HCX",       "NV",       "FWB",       "IESB",
	};
	unsigned int found = 0;

	for (size_t i = 0; i < ref_n_id_regs; i++) {
		uint64_t seen = read_of_cpu(*state, &ref_id_regs[i], UINT64_MAX);

		for (size_t k = 0; k < 16 * sizeof(hidden) / sizeof(hidden[0]); k++) {
			const struct ref_id_field *field = &ref_id_regs[i].fields[k % 16];

			if (strcmp(field->name, hidden[k / 16]) == 0) {
				assert_int_equal(ref_bits(seen, field->lsb + 3, field->lsb), 0);
				found++;
			}
		}
	}
	assert_int_equal(found, sizeof(hidden) / sizeof(hidden[0]));
}

/* ID_AA64PFR0_EL1.GIC is 27:24. */
static void the_gic_is_there_with_a_virtual_one(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_id_aa64pfr0_el1, 0x01000011);
	assert_int_equal(read_id(f, 4, 0, 0), 0x01000011);
	fake_set(FAKE_id_aa64pfr0_el1, 0x03000011); /* 4.1 */
	assert_int_equal(read_id(f, 4, 0, 0), 0x01000011);
}

static void the_gic_is_there_for_who_has_the_physical_one(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_id_aa64pfr0_el1, 0x01000011);
	assert_int_equal(read_id(f, 4, 0, 0), 0x01000011);
}

static void the_gic_is_not_there_without(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_id_aa64pfr0_el1, 0x01000011);
	assert_int_equal(read_id(f, 4, 0, 0), 0x11);
}

/* EL0 2: AArch32 too. AES 2: PMULL too. FP and AdvSIMD 15: none. */
static void some_values_by_hand(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_id_aa64pfr0_el1, UINT64_C(0x1101000010112222));
	assert_int_equal(read_id(f, 4, 0, 0), UINT64_C(0x1101000000110011));
	fake_set(FAKE_id_aa64pfr0_el1, 0x00ff0011);
	assert_int_equal(read_id(f, 4, 0, 0), 0x00ff0011);
	fake_set(FAKE_id_aa64pfr1_el1, 0x01000321);
	assert_int_equal(read_id(f, 4, 1, 0), 0x00000021);
	fake_set(FAKE_id_aa64dfr0_el1, 0x10305106);
	assert_int_equal(read_id(f, 5, 0, 0), 0x00101006);
	fake_set(FAKE_id_aa64isar0_el1, 0x01312325);
	assert_int_equal(read_id(f, 6, 0, 0), 0x00212120);
}

/* Neither AArch32's nor what is newer: a strict CPU would refuse to read them. */
static void all_other_registers_of_the_space_read_zero(void **state)
{
	for (uint64_t crm = 1; crm <= 7; crm++) {
		for (uint64_t op2 = 0; op2 < 8; op2++) {
			if (ref_id_find(crm, op2) == NULL) {
				assert_int_equal(read_id(*state, crm, op2, 30), 0);
				assert_null(strstr(fake_log(), "r:id_"));
			}
		}
	}
}

static void each_register_is_a_target_the_zero_register_too(void **state)
{
	fake_set(FAKE_id_aa64pfr0_el1, 0x11);
	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(read_id(*state, 4, 0, reg), 0x11);
	}
	assert_int_equal(read_id(*state, 4, 0, 31), 0);
}

/* CRm 0 and 8 are MIDR_EL1 and unallocated; Op1 1 is CCSIDR_EL1; op0 2 is debug; a write has no
 * register. */
static void the_neighbours_of_the_space_are_exits(void **state)
{
	static const struct {
		uint64_t esr;
		enum vcpu_exit_reason reason;
	} cases[] = {
		{ MRS, VCPU_EXIT_SYSREG_READ },
		{ MRS | 6 << 17, VCPU_EXIT_SYSREG_READ },
		{ MRS | 8 << 1, VCPU_EXIT_SYSREG_READ },
		{ MRS | 15 << 1, VCPU_EXIT_SYSREG_READ },
		{ MRS | 1 << 14 | 4 << 1, VCPU_EXIT_SYSREG_READ },
		{ MRS | 1 << 10 | 4 << 1, VCPU_EXIT_SYSREG_READ },
		{ (MRS - 0x100000) | 4 << 1, VCPU_EXIT_SYSREG_READ },
		{ (MRS - 1) | 4 << 1, VCPU_EXIT_SYSREG_WRITE },
	};
	struct fixture *f = *state;
	struct guest guest = { .pc = 0x8000, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = cases[i].esr }, &exit);
		assert_int_equal(exit.reason, cases[i].reason);
		assert_int_equal(exit.sysreg.id, cases[i].esr & 0x3ffc1e);
		assert_int_equal(vcpu_pc(&f->vcpu), 0x8000);
	}
}

/* ICC_SRE_EL1 is S3_0_C12_C12_5: SRE, DFB, DIB read 1, writes are ignored. IHI 0069. */
static void the_system_register_interface_cannot_be_turned_off(void **state)
{
	struct fixture *f = *state;
	struct guest guest = { .x[2] = 0, .x[3] = 9, .pc = 0x8000, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;
	struct guest got;

	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = 0x623a3059 }, &exit); /* MRS X2 */
	assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
	guest_look(&f->vcpu, &got);
	assert_int_equal(got.x[2], 7);
	assert_int_equal(got.pc, 0x8004);
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = 0x623a3078 }, &exit); /* MSR X3 */
	assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
	guest_look(&f->vcpu, &got);
	guest.pc = 0x8004;
	guest_assert_same(&got, &guest);
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = 0x623a33f9 }, &exit); /* MRS XZR */
	assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
}

static void without_a_virtual_gic_it_is_an_exit(void **state)
{
	struct fixture *f = *state;
	struct guest guest = { .pc = 0x8000, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;

	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = 0x623a3059 }, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_READ);
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = 0x623a3078 }, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_WRITE);
	assert_int_equal(vcpu_pc(&f->vcpu), 0x8000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_field_reads_at_most_what_the_library_knows,
				       ready_setup),
		cmocka_unit_test(every_bit_has_a_field),
		cmocka_unit_test_setup(what_no_guest_owns_is_not_there, ready_setup),
		cmocka_unit_test_setup(the_gic_is_there_with_a_virtual_one, gic_setup),
		cmocka_unit_test_setup(the_gic_is_there_for_who_has_the_physical_one,
				       passthrough_setup),
		cmocka_unit_test_setup(the_gic_is_not_there_without, ready_setup),
		cmocka_unit_test_setup(some_values_by_hand, ready_setup),
		cmocka_unit_test_setup(all_other_registers_of_the_space_read_zero, gic_setup),
		cmocka_unit_test_setup(each_register_is_a_target_the_zero_register_too,
				       ready_setup),
		cmocka_unit_test_setup(the_neighbours_of_the_space_are_exits, gic_setup),
		cmocka_unit_test_setup(the_system_register_interface_cannot_be_turned_off,
				       gic_setup),
		cmocka_unit_test_setup(without_a_virtual_gic_it_is_an_exit, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
