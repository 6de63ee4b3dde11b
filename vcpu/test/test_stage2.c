/* SPDX-License-Identifier: Apache-2.0 */
/* Stage 2 on every kind of processor. Expected bits: DDI 0487, ID_AA64MMFR0_EL1, VTCR_EL2, VTTBR_EL2,
 * "VMSAv8-64 translation table format descriptors", written out here. */
#include <string.h>

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/tables.h"

#define PAGE UINT64_C(4096)

static struct ptable_pool pool;
static struct stage2 s2;

static struct vmid_pool vmids;
static uint64_t vmids_used[4];

static int init(uint64_t mmfr0, unsigned int ipa_bits)
{
	tables_pool(&pool, 8);
	memset(&s2, 0xa5, sizeof(s2));
	fake_set(FAKE_id_aa64mmfr0_el1, mmfr0);
	assert_int_equal(vmid_pool_init(&vmids, vmids_used, 8), VCPU_OK);
	return stage2_init(&s2, &pool, &vmids, ipa_bits, 0);
}

static void assert_untouched(void)
{
	struct stage2 before;

	memset(&before, 0xa5, sizeof(before));
	assert_memory_equal(&s2, &before, sizeof(before));
	assert_int_equal(pool.n_free, 8);
}

/*
 * VTCR_EL2: RES1 31; VS 19 = 0 (8-bit VMID); PS 18:16; TG0 15:14 = 0b00 (4 KiB); SH0 13:12 = 0b11;
 * ORGN0 11:10 = IRGN0 9:8 = 0b01; SL0 7:6 = 0b01 (level 1 with the 4 KiB granule); T0SZ 5:0 is 64
 * less the width. Level 1 allows a T0SZ of 25 to 33 with one root page, and a width of no more than
 * what PS has.
 */
static void each_processor_gets_fields_that_agree(void **state)
{
	static const struct {
		unsigned int pa_range;
		unsigned int ipa_bits;
		uint64_t vtcr;
	} cases[] = {
		{ 0, 32, 0x80003560 }, /* 32 bits */
		{ 1, 36, 0x8001355c }, /* 36 */
		{ 2, 39, 0x80023559 }, /* 40 */
		{ 3, 39, 0x80033559 }, /* 42 */
		{ 4, 39, 0x80043559 }, /* 44 */
		{ 5, 39, 0x80053559 }, /* 48 */
		{ 6, 39, 0x80053559 }, /* 52: descriptors of this form have 48 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(init(cases[i].pa_range, cases[i].ipa_bits), VCPU_OK);
		assert_string_equal(fake_log(), "r:id_aa64mmfr0_el1;");
		assert_int_equal(s2.ipa_bits, cases[i].ipa_bits);
		assert_int_equal(stage2_vtcr(&s2), cases[i].vtcr);
		assert_int_equal(pool.n_free, 7);
	}
}

/* Walked as the processor does: from VTTBR_EL2, at the level that SL0 names. */
static void the_whole_width_and_no_more_can_be_mapped(void **state)
{
	(void)state;
	for (unsigned int pa_range = 0; pa_range <= 6; pa_range++) {
		uint64_t end;
		uint64_t root;

		assert_int_equal(init(pa_range, 32), VCPU_OK);
		end = UINT64_C(1) << s2.ipa_bits;
		root = stage2_load(&s2, 0) % (UINT64_C(1) << 48);
		assert_int_equal(stage2_map(&s2, end - PAGE, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
		assert_int_equal(tables_walk(root, 1, end - PAGE).out, 0);
		assert_int_equal(stage2_map(&s2, end, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_ERANGE);
	}
}

static void an_unknown_physical_width_is_refused(void **state)
{
	(void)state;
	for (unsigned int pa_range = 7; pa_range < 16; pa_range++) {
		assert_int_equal(init(pa_range, 32), VCPU_EUNSUPPORTED);
		assert_untouched();
	}
}

/* TGran4, 31:28: 0b0000 and 0b0001 have it, 0b1111 has not. TGran4_2, 43:40, is for stage 2: 0b0000 as
 * TGran4 says, 0b0001 has not, 0b0010 and 0b0011 have it. */
static void a_processor_without_the_4_kib_granule_at_stage_2_is_refused(void **state)
{
	static const struct {
		uint64_t tgran4;
		uint64_t tgran4_2;
		int want;
	} cases[] = {
		{ 0x0, 0x0, VCPU_OK },           { 0x1, 0x0, VCPU_OK },
		{ 0xf, 0x0, VCPU_EUNSUPPORTED }, { 0x0, 0x1, VCPU_EUNSUPPORTED },
		{ 0x1, 0x1, VCPU_EUNSUPPORTED }, { 0xf, 0x1, VCPU_EUNSUPPORTED },
		{ 0x0, 0x2, VCPU_OK },           { 0x1, 0x3, VCPU_OK },
		{ 0xf, 0x2, VCPU_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t mmfr0 = 5 + (cases[i].tgran4 << 28) + (cases[i].tgran4_2 << 40);

		assert_int_equal(init(mmfr0, 39), cases[i].want);
		if (cases[i].want != VCPU_OK) {
			assert_untouched();
		}
	}
}

/* What a Cortex-A57 and a Neoverse N1 report. */
static void other_fields_of_the_identification_do_not_matter(void **state)
{
	(void)state;
	assert_int_equal(init(0x00001124, 39), VCPU_OK);
	assert_int_equal(stage2_vtcr(&s2), 0x80043559);
	assert_int_equal(init(UINT64_C(0x0000000000101125), 39), VCPU_OK);
	assert_int_equal(stage2_vtcr(&s2), 0x80053559);
}

static void no_pages_no_address_space(void **state)
{
	struct stage2 before;

	(void)state;
	tables_pool(&pool, 0);
	fake_set(FAKE_id_aa64mmfr0_el1, 5);
	memset(&s2, 0xa5, sizeof(s2));
	memcpy(&before, &s2, sizeof(before));
	assert_int_equal(stage2_init(&s2, &pool, &vmids, 39, 0), VCPU_ENOMEM);
	assert_memory_equal(&s2, &before, sizeof(before));
}

/*
 * Stage 2: XN 54; AF 10; SH 9:8 = 0b11, Inner Shareable; S2AP 7:6 = 0b11 read and write, 0b01 read
 * only; MemAttr 5:2 = 0b1111 Normal Write-Back, 0b0001 Device-nGnRE; 1:0 = 0b11 page, 0b01 block.
 */
static void each_kind_of_memory_has_its_attributes(void **state)
{
	static const struct {
		enum stage2_memory memory;
		uint64_t page;
	} cases[] = {
		{ STAGE2_NORMAL_RWX, 0x7ff },
		{ STAGE2_NORMAL_RX, 0x77f },
		{ STAGE2_DEVICE_RW, UINT64_C(0x00400000000004c7) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(init(5, 39), VCPU_OK);
		assert_int_equal(stage2_map(&s2, PAGE, 0x9000000, PAGE, cases[i].memory), VCPU_OK);
		assert_int_equal(stage2_map(&s2, 0x200000, 0x400000, 0x200000, cases[i].memory),
				 VCPU_OK);
		assert_int_equal(tables_walk(TABLES_PHYS, 1, PAGE).descriptor,
				 0x9000000 + cases[i].page);
		assert_int_equal(tables_walk(TABLES_PHYS, 1, 0x200000).descriptor,
				 0x400000 + cases[i].page - 2);
	}
}

static void every_mapping_ends_with_a_barrier(void **state)
{
	(void)state;
	assert_int_equal(init(5, 39), VCPU_OK);
	fake_log_clear();
	assert_int_equal(stage2_map(&s2, 0, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ishst;");
	assert_int_equal(stage2_map(&s2, 0, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_EEXIST);
	assert_string_equal(fake_log(), "dsb_ishst;");
}

static void a_mapping_is_refused_as_a_table_refuses_it(void **state)
{
	(void)state;
	assert_int_equal(init(5, 39), VCPU_OK);
	assert_int_equal(stage2_map(&s2, 0, 0, 0, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_map(&s2, 1, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_map(&s2, 0, UINT64_C(1) << 48, PAGE, STAGE2_NORMAL_RWX),
			 VCPU_ERANGE);
	pool.n_free = 0;
	pool.free = NULL;
	assert_int_equal(stage2_map(&s2, 0, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_processor_gets_fields_that_agree),
		cmocka_unit_test(the_whole_width_and_no_more_can_be_mapped),
		cmocka_unit_test(an_unknown_physical_width_is_refused),
		cmocka_unit_test(a_processor_without_the_4_kib_granule_at_stage_2_is_refused),
		cmocka_unit_test(other_fields_of_the_identification_do_not_matter),
		cmocka_unit_test(no_pages_no_address_space),
		cmocka_unit_test(each_kind_of_memory_has_its_attributes),
		cmocka_unit_test(every_mapping_ends_with_a_barrier),
		cmocka_unit_test(a_mapping_is_refused_as_a_table_refuses_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
