/* SPDX-License-Identifier: Apache-2.0 */
/* An address space on every kind of processor. Expected bits: DDI 0487, ID_AA64MMFR0_EL1, VTCR_EL2,
 * written out here. */
#include <string.h>

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/tables.h"

#define PAGE    UINT64_C(4096)
#define MIB(n)  ((uint64_t)(n) << 20)
#define N_PAGES 32u

static struct ptable_pool pool;
static struct vmid_pool vmids;
static uint64_t vmids_used[1024];
static struct stage2 s2;

/* ID_AA64MMFR0_EL1.PARange, 3:0; 52 bits are used as 48. */
static const unsigned int pa_bits[] = { 32, 36, 40, 42, 44, 48, 48 };

static int init_with(uint64_t mmfr0, unsigned int vmid_bits, unsigned int ipa_bits,
		     unsigned int levels)
{
	tables_pool(&pool, N_PAGES);
	memset(&s2, 0xa5, sizeof(s2));
	fake_set(FAKE_id_aa64mmfr1_el1, 0x20);
	assert_int_equal(vmid_pool_init(&vmids, vmids_used, vmid_bits), VCPU_OK);
	fake_set(FAKE_id_aa64mmfr0_el1, mmfr0);
	tables_keep();
	fake_log_clear();
	return stage2_init(&s2, &pool, &vmids, ipa_bits, levels);
}

static int init(uint64_t mmfr0, unsigned int ipa_bits)
{
	return init_with(mmfr0, 8, ipa_bits, 0);
}

static void assert_untouched(void)
{
	struct stage2 before;

	memset(&before, 0xa5, sizeof(before));
	assert_memory_equal(&s2, &before, sizeof(before));
	assert_int_equal(pool.n_free, N_PAGES);
	tables_assert_kept();
}

/*
 * VTCR_EL2: RES1 31; VS 19; PS 18:16; TG0 15:14 = 0b00 (4 KiB); SH0 13:12 = 0b11; ORGN0 11:10 =
 * IRGN0 9:8 = 0b01; SL0 7:6 = 0b01 (level 1 with the 4 KiB granule) or 0b10 (level 0); T0SZ 5:0 is
 * 64 less the width.
 */
static uint64_t expected_vtcr(unsigned int pa_range, unsigned int ipa_bits, unsigned int levels,
			      unsigned int vmid_bits)
{
	uint64_t ps = pa_range > 5 ? 5 : pa_range;

	return UINT64_C(0x80003500) + (vmid_bits == 16 ? 0x80000 : 0) + ps * 0x10000 +
	       (levels == 4 ? 0x80 : 0x40) + (64 - ipa_bits);
}

static int expected_status(unsigned int pa_range, unsigned int ipa_bits, unsigned int levels)
{
	if (ipa_bits < 32 || ipa_bits > pa_bits[pa_range]) {
		return VCPU_ERANGE;
	}
	if ((levels == 3 && ipa_bits > 43) || (levels == 4 && ipa_bits < 40) || levels == 1 ||
	    levels == 2 || levels > 4) {
		return VCPU_EINVAL;
	}
	return levels == 4 && pa_bits[pa_range] < 44 ? VCPU_EUNSUPPORTED : VCPU_OK;
}

/* The whole width and no more, walked as the processor does it. */
static void check_walks(unsigned int ipa_bits, unsigned int processor_bits)
{
	const uint64_t end = UINT64_C(1) << ipa_bits;
	uint64_t vtcr = stage2_vtcr(&s2);
	uint64_t vttbr = stage2_load(&s2, 0);

	assert_int_equal(stage2_map(&s2, end - PAGE, 2 * PAGE, PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
	assert_int_equal(stage2_map(&s2, end / 2, MIB(2), MIB(2), STAGE2_NORMAL_RWX), VCPU_OK);
	assert_int_equal(stage2_map(&s2, end, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_ERANGE);
	assert_int_equal(tables_walk_stage2(vtcr, vttbr, processor_bits, end - 1).out,
			 3 * PAGE - 1);
	assert_int_equal(tables_walk_stage2(vtcr, vttbr, processor_bits, end / 2 + 5).out,
			 MIB(2) + 5);
	assert_int_equal(tables_walk_stage2(vtcr, vttbr, processor_bits, 0).out, TABLES_WALK_NONE);
}

static void every_processor_can_walk_every_width_it_has(void **state)
{
	(void)state;
	for (unsigned int pa_range = 0; pa_range <= 6; pa_range++) {
		for (unsigned int ipa_bits = 30; ipa_bits <= 53; ipa_bits++) {
			for (unsigned int levels = 0; levels <= 6; levels++) {
				int want = expected_status(pa_range, ipa_bits, levels);
				unsigned int real = levels != 0 ? levels : ipa_bits > 43 ? 4 : 3;
				unsigned int vmid_bits = levels % 2 == 0 ? 8 : 16;

				assert_int_equal(init_with(pa_range, vmid_bits, ipa_bits, levels),
						 want);
				assert_string_equal(fake_log(), "r:id_aa64mmfr0_el1;");
				if (want != VCPU_OK) {
					assert_untouched();
					continue;
				}
				assert_int_equal(stage2_vtcr(&s2), expected_vtcr(pa_range, ipa_bits,
										 real, vmid_bits));
				check_walks(ipa_bits, pa_bits[pa_range]);
			}
		}
	}
}

/* What these processors report, and values computed by hand. 48 bits of guest address on one with
 * 44 bits would make every access of the guest a fault. */
static void known_processors_get_known_values(void **state)
{
	static const struct {
		uint64_t mmfr0;
		unsigned int ipa_bits;
		uint64_t vtcr; /* 0: refused */
	} cases[] = {
		{ 0x00001122, 40, 0x80023558 }, /* Cortex-A53, 40 bits */
		{ 0x00001122, 48, 0 },
		{ 0x00001124, 39, 0x80043559 }, /* Cortex-A57, Cortex-A72, 44 bits */
		{ 0x00001124, 44, 0x80043594 },
		{ 0x00001124, 48, 0 },
		{ UINT64_C(0x0000000000101125), 39, 0x80053559 }, /* Neoverse N1, 48 bits */
		{ UINT64_C(0x0000000000101125), 48, 0x80053590 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].vtcr == 0) {
			assert_int_equal(init(cases[i].mmfr0, cases[i].ipa_bits), VCPU_ERANGE);
			assert_untouched();
		} else {
			assert_int_equal(init(cases[i].mmfr0, cases[i].ipa_bits), VCPU_OK);
			assert_int_equal(stage2_vtcr(&s2), cases[i].vtcr);
		}
	}
}

static void what_a_processor_has_can_be_asked(void **state)
{
	(void)state;
	fake_reset();
	for (unsigned int pa_range = 0; pa_range < 16; pa_range++) {
		fake_set(FAKE_id_aa64mmfr0_el1, pa_range);
		assert_int_equal(stage2_ipa_bits_max(), pa_range <= 6 ? pa_bits[pa_range] : 0);
		assert_int_equal(stage2_levels_max(), pa_range > 6 ? 0 : pa_range >= 4 ? 4 : 3);
		fake_set(FAKE_id_aa64mmfr0_el1, pa_range + 0xf0000000);
		assert_int_equal(stage2_ipa_bits_max(), 0);
		assert_int_equal(stage2_levels_max(), 0);
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

/* TGran4, 31:28: 0b0000 and 0b0001 have it, 0b1111 has not. TGran4_2, 43:40, is for stage 2: 0b0000
 * as TGran4 says, 0b0001 has not, 0b0010 and 0b0011 have it. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_processor_can_walk_every_width_it_has),
		cmocka_unit_test(known_processors_get_known_values),
		cmocka_unit_test(what_a_processor_has_can_be_asked),
		cmocka_unit_test(an_unknown_physical_width_is_refused),
		cmocka_unit_test(a_processor_without_the_4_kib_granule_at_stage_2_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
