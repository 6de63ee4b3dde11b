/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a CPU has is trapped or moved, and control bits of what it has not stay 0. Fields and bits:
 * DDI 0487, the page of each register, written out here; GIC: IHI 0069, ICC_SRE_EL2, ICH_VTR_EL2.
 */
#include <string.h>

#include <vcpu/pcpu.h>
#include <vcpu/status.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

static unsigned char stack[64] __attribute__((aligned(16)));
static struct vcpu_pcpu pcpu;

static const struct fixture_cpu plain = { 0 };

static int setup(void **state)
{
	(void)state;
	fake_reset();
	hal_test_reset();
	fixture_set_id_registers(&plain);
	fixture_set_host_registers();
	fake_set(FAKE_mdcr_el2, 0);
	return 0;
}

static void enable(void)
{
	memset(&pcpu, 0xa5, sizeof(pcpu));
	fake_log_clear();
	assert_int_equal(vcpu_pcpu_init(&pcpu, 0, stack + sizeof(stack)), VCPU_OK);
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
}

/* One field of an ID register, and the control bits that its values add to those of a plain CPU. */
static const struct {
	enum fake_reg id;
	unsigned int lsb;
	uint64_t value;
	enum fake_reg control;
	uint64_t bits;
} traps[] = {
	/* ID_AA64ISAR1_EL1.APA 7:4, API 11:8, GPA 27:24, GPI 31:28, ID_AA64ISAR2_EL1.GPA3 11:8,
	 * APA3 15:12: HCR_EL2.API 41, APK 40 */
	{ FAKE_id_aa64isar1_el1, 4, 1, FAKE_hcr_el2, UINT64_C(3) << 40 },
	{ FAKE_id_aa64isar1_el1, 8, 5, FAKE_hcr_el2, UINT64_C(3) << 40 },
	{ FAKE_id_aa64isar1_el1, 24, 1, FAKE_hcr_el2, UINT64_C(3) << 40 },
	{ FAKE_id_aa64isar1_el1, 28, 1, FAKE_hcr_el2, UINT64_C(3) << 40 },
	{ FAKE_id_aa64isar2_el1, 8, 1, FAKE_hcr_el2, UINT64_C(3) << 40 },
	{ FAKE_id_aa64isar2_el1, 12, 3, FAKE_hcr_el2, UINT64_C(3) << 40 },
	/* their neighbours: DPB, JSCVT, LRCPC, FRINTTS; RPRES, MOPS */
	{ FAKE_id_aa64isar1_el1, 0, 2, FAKE_hcr_el2, 0 },
	{ FAKE_id_aa64isar1_el1, 12, 1, FAKE_hcr_el2, 0 },
	{ FAKE_id_aa64isar1_el1, 20, 3, FAKE_hcr_el2, 0 },
	{ FAKE_id_aa64isar1_el1, 32, 1, FAKE_hcr_el2, 0 },
	{ FAKE_id_aa64isar2_el1, 4, 1, FAKE_hcr_el2, 0 },
	{ FAKE_id_aa64isar2_el1, 16, 1, FAKE_hcr_el2, 0 },
	/* ID_AA64PFR0_EL1.RAS 31:28: HCR_EL2.TERR 36 */
	{ FAKE_id_aa64pfr0_el1, 28, 1, FAKE_hcr_el2, UINT64_C(1) << 36 },
	{ FAKE_id_aa64pfr0_el1, 28, 2, FAKE_hcr_el2, UINT64_C(1) << 36 },
	/* ID_AA64MMFR1_EL1.LO 19:16: HCR_EL2.TLOR 35 */
	{ FAKE_id_aa64mmfr1_el1, 16, 1, FAKE_hcr_el2, UINT64_C(1) << 35 },
	/* ID_AA64PFR1_EL1.MTE 11:8: HCR_EL2.TID5 58 exists from 2 on */
	{ FAKE_id_aa64pfr1_el1, 8, 1, FAKE_hcr_el2, 0 },
	{ FAKE_id_aa64pfr1_el1, 8, 2, FAKE_hcr_el2, UINT64_C(1) << 58 },
	{ FAKE_id_aa64pfr1_el1, 8, 3, FAKE_hcr_el2, UINT64_C(1) << 58 },
	/* ID_AA64DFR0_EL1.PMUVer 11:8, 0xf: none of Arm's: MDCR_EL2.TPMCR 5, TPM 6 */
	{ FAKE_id_aa64dfr0_el1, 8, 1, FAKE_mdcr_el2, 0x60 },
	{ FAKE_id_aa64dfr0_el1, 8, 8, FAKE_mdcr_el2, 0x60 },
	{ FAKE_id_aa64dfr0_el1, 8, 15, FAKE_mdcr_el2, 0 },
	/* PMSVer 35:32: TPMS 14; TraceFilt 43:40: TTRF 19 */
	{ FAKE_id_aa64dfr0_el1, 32, 1, FAKE_mdcr_el2, 0x4000 },
	{ FAKE_id_aa64dfr0_el1, 40, 1, FAKE_mdcr_el2, 0x80000 },
	/* TraceVer 7:4: CPTR_EL2.TTA 20 */
	{ FAKE_id_aa64dfr0_el1, 4, 1, FAKE_cptr_el2, 0x100000 },
	/* ID_AA64PFR0_EL1.AMU 47:44: TAM 30 */
	{ FAKE_id_aa64pfr0_el1, 44, 1, FAKE_cptr_el2, 0x40000000 },
	{ FAKE_id_aa64pfr0_el1, 44, 2, FAKE_cptr_el2, 0x40000000 },
};
#define N_TRAPS (sizeof(traps) / sizeof(traps[0]))

static void what_a_cpu_has_and_no_guest_owns_traps_and_nothing_else(void **state)
{
	static const enum fake_reg controls[] = { FAKE_hcr_el2, FAKE_mdcr_el2, FAKE_cptr_el2 };
	uint64_t base[3];

	enable();
	for (size_t c = 0; c < 3; c++) {
		base[c] = fake_get(controls[c]);
	}
	for (size_t i = 0; i < N_TRAPS; i++) {
		setup(state);
		fake_set(traps[i].id, fake_get(traps[i].id) | traps[i].value << traps[i].lsb);
		enable();
		for (size_t c = 0; c < 3; c++) {
			uint64_t added = controls[c] == traps[i].control ? traps[i].bits : 0;

			assert_int_equal(base[c] & added, 0);
			assert_int_equal(fake_get(controls[c]), base[c] | added);
		}
	}
}

/* CPTR_EL2.TZ 8 and TSM 12 are RES1 where there is no SVE and SME: always 1. */
static void sve_and_sme_trap(void **state)
{
	(void)state;
	fake_set(FAKE_id_aa64pfr0_el1, fake_get(FAKE_id_aa64pfr0_el1) | UINT64_C(1) << 32);
	fake_set(FAKE_id_aa64pfr1_el1, 0x2000000);
	enable();
	assert_int_equal(fake_get(FAKE_cptr_el2) & 0x1100, 0x1100);
	assert_int_equal(fake_get(FAKE_cptr_el2) & 0x400, 0);
}

/* Each version's registers, and those of no other. ID_AA64MMFR0_EL1.FGT 59:56. */
static void fine_grained_traps_are_made_those_that_trap_when_0(void **state)
{
	static const enum fake_reg first[] = { FAKE_hfgrtr_el2, FAKE_hfgwtr_el2, FAKE_hfgitr_el2,
					       FAKE_hdfgrtr_el2, FAKE_hdfgwtr_el2 };
	static const enum fake_reg second[] = { FAKE_hfgrtr2_el2, FAKE_hfgwtr2_el2,
						FAKE_hfgitr2_el2, FAKE_hdfgrtr2_el2,
						FAKE_hdfgwtr2_el2 };

	for (uint64_t version = 0; version <= 2; version++) {
		setup(state);
		fake_set(FAKE_id_aa64mmfr0_el1, 2 | version << 56);
		enable();
		for (size_t i = 0; i < 5; i++) {
			if (version > 0) {
				assert_int_equal(fake_get(first[i]), 0);
			}
			if (version > 1) {
				assert_int_equal(fake_get(second[i]), 0);
			}
		}
		/* Of a CPU without activity monitors HAFGRTR_EL2 is UNDEFINED. */
		assert_int_equal(fixture_count("w:hfg") + fixture_count("w:hdfg"), 5 * version);
		assert_int_equal(fixture_count("w:hafg"), 0);
	}
	fake_set(FAKE_id_aa64pfr0_el1, fake_get(FAKE_id_aa64pfr0_el1) | UINT64_C(1) << 44);
	enable();
	assert_int_equal(fake_get(FAKE_hafgrtr_el2), 0);
}

static void activity_monitors_without_fine_grained_traps_have_no_register_for_them(void **state)
{
	(void)state;
	fake_set(FAKE_id_aa64pfr0_el1, fake_get(FAKE_id_aa64pfr0_el1) | UINT64_C(1) << 44);
	enable();
	assert_int_equal(fixture_count("w:hafg"), 0);
}

/* ID_AA64MMFR1_EL1.HCX 43:40. */
static void the_extended_hcr_is_cleared_where_it_is(void **state)
{
	(void)state;
	enable();
	assert_int_equal(fixture_count("w:hcrx_el2;"), 0);
	fake_set(FAKE_id_aa64mmfr1_el1, UINT64_C(1) << 40);
	enable();
	assert_int_equal(fake_get(FAKE_hcrx_el2), 0);
}

/* ID_AA64PFR0_EL1.MPAM 43:40 or, for version 0.1, ID_AA64PFR1_EL1.MPAM_frac 19:16.
 * MPAM2_EL2.TRAPMPAM0EL1 49, TRAPMPAM1EL1 48; the rest is the hypervisor's. */
static void memory_partitioning_traps_in_every_version(void **state)
{
	static const struct {
		uint64_t version;
		uint64_t fraction;
	} cpus[] = { { 0, 1 }, { 1, 0 }, { 1, 1 } };

	enable();
	assert_int_equal(fixture_count("w:mpam2_el2;"), 0);
	for (size_t i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		setup(state);
		fake_set(FAKE_id_aa64pfr0_el1,
			 fake_get(FAKE_id_aa64pfr0_el1) | cpus[i].version << 40);
		fake_set(FAKE_id_aa64pfr1_el1, cpus[i].fraction << 16);
		fake_set(FAKE_mpam2_el2, 0x12340005);
		enable();
		assert_int_equal(fake_get(FAKE_mpam2_el2), UINT64_C(0x3000012340005));
	}
}

static void setup_gic(unsigned int n_list_registers, unsigned int preemption_bits)
{
	struct fixture_cpu cpu = { .has_gicv3 = true,
				   .n_list_registers = n_list_registers,
				   .preemption_bits = preemption_bits };

	setup(NULL);
	fixture_set_id_registers(&cpu);
}

/* ICC_SRE_EL2: SRE 0 on; Enable 3 off, so that a guest's ICC_SRE_EL1 traps; DFB 1 and DIB 2 as they
 * were. ICC_SRE_EL1: SRE, DFB, DIB. ICH_HCR_EL2: TALL1 12, TALL0 11, TC 10. */
static void a_gic_is_turned_on_for_el2_and_off_for_guests(void **state)
{
	(void)state;
	setup_gic(4, 5);
	fake_set(FAKE_icc_sre_el2, 0xe);
	enable();
	assert_int_equal(fake_get(FAKE_icc_sre_el2), 0x7);
	assert_int_equal(fake_get(FAKE_icc_sre_el1), 0x7);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1c00);
	/* Until the barrier the registers behind SRE are UNDEFINED. */
	assert_non_null(strstr(fake_log(), "w:icc_sre_el2;isb;r:icc_sre_el2;r:ich_vtr_el2;"));
	assert_int_equal(pcpu.features & VCPU_FEATURE_GICV3, VCPU_FEATURE_GICV3);
	fake_log_clear();
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0);
}

static void a_gic_whose_system_registers_stay_off_is_none(void **state)
{
	(void)state;
	setup_gic(4, 5);
	fake_fix(FAKE_icc_sre_el2, 1);
	enable();
	assert_int_equal(pcpu.features & VCPU_FEATURE_GICV3, 0);
	assert_int_equal(fixture_count("r:ich"), 0);
	assert_int_equal(fixture_count("w:ich"), 0);
	assert_int_equal(fixture_count("w:icc_sre_el1;"), 0);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_int_equal(fixture_count("w:ich"), 0);
}

/* Enable may be RAO/WI where SRE is. */
static void a_gic_whose_sre_is_fixed_is_one(void **state)
{
	(void)state;
	setup_gic(4, 5);
	fake_set(FAKE_icc_sre_el2, 0xf);
	fake_fix(FAKE_icc_sre_el2, 0xf);
	enable();
	assert_int_equal(pcpu.features & VCPU_FEATURE_GICV3, VCPU_FEATURE_GICV3);
}

static void a_cpu_without_a_gic_has_no_access_to_one(void **state)
{
	(void)state;
	enable();
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_int_equal(fixture_count("r:ic"), 0);
	assert_int_equal(fixture_count("w:ic"), 0);
}

static void a_gic_has_as_many_registers_as_it_says(void **state)
{
	static const struct {
		unsigned int preemption_bits;
		unsigned int n_active_priorities;
	} groups[] = { { 5, 1 }, { 6, 2 }, { 7, 4 } };

	(void)state;
	for (unsigned int n = 1; n <= 16; n++) {
		setup_gic(n, 5);
		enable();
		assert_int_equal(pcpu.n_list_registers, n);
	}
	/* The field can say more than the architecture has. */
	setup_gic(32, 5);
	enable();
	assert_int_equal(pcpu.n_list_registers, 16);
	for (size_t i = 0; i < 3; i++) {
		setup_gic(16, groups[i].preemption_bits);
		enable();
		assert_int_equal(pcpu.n_active_priorities, groups[i].n_active_priorities);
	}
}

/* ID_AA64PFR0_EL1.EL3 15:12; ID_AA64PFR1_EL1.SME 27:24. */
static void features_that_move_or_forward_are_found(void **state)
{
	static const struct {
		enum fake_reg id;
		uint64_t value;
		uint32_t feature;
	} cases[] = {
		{ FAKE_id_aa64pfr0_el1, 0x1000, VCPU_FEATURE_EL3 },
		{ FAKE_id_aa64pfr0_el1, 0x2000, VCPU_FEATURE_EL3 },
		{ FAKE_id_aa64pfr0_el1, 0x10000000, VCPU_FEATURE_RAS },
		{ FAKE_id_aa64pfr1_el1, 0x1000000, VCPU_FEATURE_SME },
		{ FAKE_id_aa64isar1_el1, 0x10, VCPU_FEATURE_PAUTH },
	};
	uint32_t base;

	enable();
	base = pcpu.features;
	/* EL0 in both states. */
	assert_int_equal(base, VCPU_FEATURE_AARCH32);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		setup(state);
		fake_set(cases[i].id, fake_get(cases[i].id) | cases[i].value);
		enable();
		assert_int_equal(pcpu.features, base | cases[i].feature);
	}
}

/* ID_AA64PFR0_EL1.EL0 is 1: AArch64 only; 2: both. */
static void whether_el0_can_be_aarch32_is_found(void **state)
{
	for (uint64_t el0 = 1; el0 <= 2; el0++) {
		setup(state);
		fake_set(FAKE_id_aa64pfr0_el1,
			 (fake_get(FAKE_id_aa64pfr0_el1) & ~UINT64_C(0xf)) | el0);
		enable();
		assert_int_equal((pcpu.features & VCPU_FEATURE_AARCH32) != 0, el0 == 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_a_cpu_has_and_no_guest_owns_traps_and_nothing_else,
				       setup),
		cmocka_unit_test_setup(sve_and_sme_trap, setup),
		cmocka_unit_test_setup(fine_grained_traps_are_made_those_that_trap_when_0, setup),
		cmocka_unit_test_setup(
			activity_monitors_without_fine_grained_traps_have_no_register_for_them,
			setup),
		cmocka_unit_test_setup(the_extended_hcr_is_cleared_where_it_is, setup),
		cmocka_unit_test_setup(memory_partitioning_traps_in_every_version, setup),
		cmocka_unit_test_setup(a_gic_is_turned_on_for_el2_and_off_for_guests, setup),
		cmocka_unit_test_setup(a_gic_whose_system_registers_stay_off_is_none, setup),
		cmocka_unit_test_setup(a_gic_whose_sre_is_fixed_is_one, setup),
		cmocka_unit_test_setup(a_cpu_without_a_gic_has_no_access_to_one, setup),
		cmocka_unit_test_setup(a_gic_has_as_many_registers_as_it_says, setup),
		cmocka_unit_test_setup(features_that_move_or_forward_are_found, setup),
		cmocka_unit_test_setup(whether_el0_can_be_aarch32_is_found, setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
