/* SPDX-License-Identifier: Apache-2.0 */
/* Building tables: which blocks and pages, where, and what is refused. */
#include <string.h>

#include <vcpu/ptable.h>
#include <vcpu/status.h>

#include "test/cm.h"
#include "test/tables.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define PAGE   UINT64_C(4096)
#define ATTRS  UINT64_C(0x00400000000007fc)

static struct ptable_pool pool;
static struct ptable pt;

static int init(unsigned int in_bits, unsigned int levels)
{
	const struct ptable_config config = {
		.in_bits = in_bits,
		.out_bits = 48,
		.levels = levels,
	};

	return ptable_init(&pt, &pool, &config);
}

/* With a root of one page. */
static void begin(unsigned int n_pages, unsigned int in_bits)
{
	tables_pool(&pool, n_pages);
	assert_int_equal(init(in_bits, in_bits > 39 ? 4 : in_bits > 30 ? 3 : 2), VCPU_OK);
}

/* An entry of level 0 covers 39 bits, of level 1 30, of level 2 21; a page has 512 of them, and up
 * to 16 pages stand side by side. */
static void the_start_level_and_the_root_follow_from_width_and_levels(void **state)
{
	static const struct {
		unsigned int in_bits;
		unsigned int levels;
		unsigned int start_level;
		unsigned int root_pages;
	} cases[] = {
		{ 22, 2, 2, 1 }, { 30, 2, 2, 1 }, { 31, 2, 2, 2 }, { 34, 2, 2, 16 },
		{ 31, 3, 1, 1 }, { 32, 3, 1, 1 }, { 36, 3, 1, 1 }, { 39, 3, 1, 1 },
		{ 40, 3, 1, 2 }, { 41, 3, 1, 4 }, { 42, 3, 1, 8 }, { 43, 3, 1, 16 },
		{ 40, 4, 0, 1 }, { 42, 4, 0, 1 }, { 44, 4, 0, 1 }, { 48, 4, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t end = UINT64_C(1) << cases[i].in_bits;

		tables_pool(&pool, 32);
		assert_int_equal(init(cases[i].in_bits, cases[i].levels), VCPU_OK);
		assert_int_equal(pt.start_level, cases[i].start_level);
		assert_int_equal(pool.n_free, 32 - cases[i].root_pages);
		assert_int_equal((uintptr_t)pt.root % (cases[i].root_pages * PAGE), 0);
		assert_int_equal(tables_out(&pt, 0), TABLES_WALK_NONE);
		assert_int_equal(tables_out(&pt, end - 1), TABLES_WALK_NONE);
		assert_int_equal(ptable_map(&pt, end - PAGE, GIB(7), PAGE, ATTRS), VCPU_OK);
		assert_int_equal(tables_out(&pt, end - 1), GIB(7) + PAGE - 1);
		assert_int_equal(tables_out(&pt, 0), TABLES_WALK_NONE);
	}
}

static void a_configuration_out_of_range_takes_no_page(void **state)
{
	static const struct ptable_config cases[] = {
		{ .in_bits = 21, .levels = 2, .out_bits = 48 },
		{ .in_bits = 35, .levels = 2, .out_bits = 48 },
		{ .in_bits = 30, .levels = 3, .out_bits = 48 },
		{ .in_bits = 44, .levels = 3, .out_bits = 48 },
		{ .in_bits = 39, .levels = 4, .out_bits = 48 },
		{ .in_bits = 49, .levels = 4, .out_bits = 48 },
		{ .in_bits = 0xffffffff, .levels = 4, .out_bits = 48 },
		{ .in_bits = 13, .levels = 1, .out_bits = 48 },
		{ .in_bits = 48, .levels = 5, .out_bits = 48 },
		{ .in_bits = 39, .levels = 0, .out_bits = 48 },
		{ .in_bits = 39, .levels = 0xffffffff, .out_bits = 48 },
		{ .in_bits = 39, .levels = 3, .out_bits = 49 },
		{ .in_bits = 39, .levels = 3, .out_bits = 0 },
	};

	(void)state;
	tables_pool(&pool, 32);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ptable_init(&pt, &pool, &cases[i]), VCPU_EINVAL);
		assert_int_equal(pool.n_free, 32);
	}
}

static void an_empty_pool_has_no_root(void **state)
{
	(void)state;
	tables_pool(&pool, 0);
	assert_int_equal(init(39, 3), VCPU_ENOMEM);
}

static void a_page_maps_itself_and_nothing_beside_it(void **state)
{
	(void)state;
	begin(4, 39);
	assert_int_equal(ptable_map(&pt, 0x12345000, 0x89abc000, PAGE, ATTRS), VCPU_OK);
	assert_int_equal(tables_out(&pt, 0x12345000), 0x89abc000);
	assert_int_equal(tables_out(&pt, 0x12345fff), 0x89abcfff);
	assert_int_equal(tables_out(&pt, 0x12344fff), TABLES_WALK_NONE);
	assert_int_equal(tables_out(&pt, 0x12346000), TABLES_WALK_NONE);
	assert_int_equal(tables_level(&pt, 0x12345000), 3);
	assert_int_equal(pool.n_free, 1);
}

static void descriptors_are_address_attributes_and_type(void **state)
{
	(void)state;
	begin(8, 39);
	assert_int_equal(ptable_map(&pt, 0, UINT64_C(0xfffffffff000), PAGE, ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, MIB(2), UINT64_C(0xffffffe00000), MIB(2), ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, GIB(1), UINT64_C(0xffffc0000000), GIB(1), ATTRS), VCPU_OK);
	assert_int_equal(tables_walk(TABLES_PHYS, 1, 0).descriptor, UINT64_C(0x0040fffffffff7ff));
	assert_int_equal(tables_walk(TABLES_PHYS, 1, MIB(2)).descriptor,
			 UINT64_C(0x0040ffffffe007fd));
	assert_int_equal(tables_walk(TABLES_PHYS, 1, GIB(1)).descriptor,
			 UINT64_C(0x0040ffffc00007fd));
}

static void blocks_are_used_where_alignment_and_size_allow(void **state)
{
	static const struct {
		unsigned int in_bits;
		uint64_t in;
		uint64_t out;
		uint64_t size;
		unsigned int level;  /* of the first leaf */
		unsigned int tables; /* beside the root */
	} cases[] = {
		{ 39, MIB(2), MIB(4), MIB(2), 2, 1 },
		{ 39, MIB(2), MIB(4), MIB(2) - PAGE, 3, 2 },
		{ 39, MIB(2) + PAGE, MIB(4) + PAGE, MIB(1), 3, 2 },
		{ 39, MIB(2), MIB(4) + PAGE, MIB(2), 3, 2 }, /* only the input is aligned */
		{ 39, MIB(2) + PAGE, MIB(4), MIB(1), 3, 2 }, /* only the output is aligned */
		{ 39, GIB(1), GIB(3), GIB(1), 1, 0 },
		{ 39, GIB(1), GIB(3) + MIB(2), GIB(1), 2, 1 },
		{ 39, GIB(1), GIB(3), GIB(1) - MIB(2), 2, 1 },
		{ 48, 0, 0, GIB(512), 1, 1 },    /* no blocks of 512 GiB */
		{ 30, 0, GIB(1), GIB(1), 2, 0 }, /* the root has entries of 2 MiB */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(8, cases[i].in_bits);
		assert_int_equal(ptable_map(&pt, cases[i].in, cases[i].out, cases[i].size, ATTRS),
				 VCPU_OK);
		assert_int_equal(tables_level(&pt, cases[i].in), cases[i].level);
		assert_int_equal(tables_out(&pt, cases[i].in), cases[i].out);
		assert_int_equal(tables_out(&pt, cases[i].in + cases[i].size - 1),
				 cases[i].out + cases[i].size - 1);
		assert_int_equal(pool.n_free, 8 - 1 - cases[i].tables);
	}
}

static void a_range_begins_and_ends_with_pages_round_its_blocks(void **state)
{
	uint64_t in = MIB(4) - PAGE;
	uint64_t out = GIB(2) + MIB(4) - PAGE;

	(void)state;
	begin(8, 39);
	assert_int_equal(ptable_map(&pt, in, out, MIB(2) + 2 * PAGE, ATTRS), VCPU_OK);
	assert_int_equal(tables_level(&pt, in), 3);
	assert_int_equal(tables_level(&pt, MIB(4)), 2);
	assert_int_equal(tables_level(&pt, MIB(6)), 3);
	for (uint64_t offset = 0; offset < MIB(2) + 2 * PAGE; offset += PAGE) {
		assert_int_equal(tables_out(&pt, in + offset), out + offset);
	}
	assert_int_equal(tables_out(&pt, in - 1), TABLES_WALK_NONE);
	assert_int_equal(tables_out(&pt, MIB(6) + PAGE), TABLES_WALK_NONE);
}

static void what_is_mapped_is_not_mapped_again(void **state)
{
	static const struct {
		uint64_t in;
		uint64_t size;
	} cases[] = {
		{ MIB(2), PAGE },            /* the page itself */
		{ MIB(2) - PAGE, 2 * PAGE }, /* runs into it */
		{ MIB(2), MIB(2) },          /* a block over it */
		{ 0, GIB(1) },               /* a larger block over it */
		{ MIB(8), MIB(2) },          /* the block itself */
		{ MIB(8) + KIB(64), PAGE },  /* a page in the block */
		{ GIB(1) + MIB(2), MIB(2) }, /* a block in a larger block */
		{ GIB(1) + MIB(2), PAGE },   /* a page in it */
		{ GIB(0), GIB(512) },        /* everything */
	};

	(void)state;
	begin(16, 39);
	assert_int_equal(ptable_map(&pt, MIB(2), KIB(64), PAGE, ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, MIB(8), MIB(32), MIB(2), ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, GIB(1), GIB(5), GIB(1), ATTRS), VCPU_OK);
	tables_keep();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
			ptable_map(&pt, cases[i].in, GIB(8) + cases[i].in, cases[i].size, ATTRS),
			VCPU_EEXIST);
		tables_assert_kept();
	}
}

/* However many pages there are: too few change nothing, and as many as are used are enough. */
static void too_few_pages_change_nothing(void **state)
{
	static const struct {
		unsigned int in_bits;
		uint64_t in;
		uint64_t size;
		unsigned int pages; /* with the root */
	} cases[] = {
		{ 48, PAGE, PAGE, 4 },
		{ 39, PAGE, PAGE, 3 },
		{ 39, MIB(2), MIB(2), 2 },
		{ 39, GIB(1), GIB(1), 1 },
		{ 39, MIB(2) - PAGE, 2 * PAGE, 4 },          /* two tables of level 3 */
		{ 39, GIB(1) - PAGE, 2 * PAGE, 5 },          /* and two of level 2 */
		{ 39, GIB(1) - PAGE, 2 * PAGE + GIB(1), 5 }, /* with a block between them */
		{ 48, GIB(512) - PAGE, 2 * PAGE, 7 },        /* and two of level 1 */
		{ 39, MIB(2) - PAGE, MIB(6) + 2 * PAGE, 4 },
		{ 39, PAGE, GIB(2) + MIB(2), 5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (unsigned int n_pages = 1; n_pages < cases[i].pages; n_pages++) {
			begin(n_pages, cases[i].in_bits);
			tables_keep();
			assert_int_equal(
				ptable_map(&pt, cases[i].in, cases[i].in, cases[i].size, ATTRS),
				VCPU_ENOMEM);
			tables_assert_kept();
			assert_int_equal(pool.n_free, n_pages - 1);
		}
		begin(cases[i].pages, cases[i].in_bits);
		assert_int_equal(ptable_map(&pt, cases[i].in, cases[i].in, cases[i].size, ATTRS),
				 VCPU_OK);
		assert_int_equal(pool.n_free, 0);
		assert_int_equal(tables_out(&pt, cases[i].in), cases[i].in);
		assert_int_equal(tables_out(&pt, cases[i].in + cases[i].size - 1),
				 cases[i].in + cases[i].size - 1);
	}
}

/* Its tables are there: a neighbour of what is mapped needs no page. */
static void a_table_is_used_again(void **state)
{
	(void)state;
	begin(3, 39);
	assert_int_equal(ptable_map(&pt, MIB(2) - PAGE, 0, PAGE, ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, 0, MIB(2), MIB(2) - PAGE, ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, MIB(2), MIB(4), GIB(1) - MIB(2), ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&pt, GIB(1), MIB(4), PAGE, ATTRS), VCPU_ENOMEM);
}

static void a_range_beyond_the_addresses_is_refused_whole(void **state)
{
	static const struct {
		uint64_t in;
		uint64_t out;
		uint64_t size;
	} cases[] = {
		{ GIB(512), 0, PAGE },
		{ GIB(512) - PAGE, 0, 2 * PAGE },
		{ 0, 0, GIB(512) + PAGE },
		{ UINT64_MAX - 0xfff, 0, PAGE },
		{ GIB(512) - PAGE, GIB(512) - PAGE, UINT64_MAX - 0xfff }, /* both ends wrap round */
		{ 0, UINT64_C(1) << 48, PAGE },
		{ 0, (UINT64_C(1) << 48) - PAGE, 2 * PAGE },
		{ 0, UINT64_MAX - 0xfff, PAGE },
	};

	(void)state;
	begin(8, 39);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ptable_map(&pt, cases[i].in, cases[i].out, cases[i].size, ATTRS),
				 VCPU_ERANGE);
		assert_int_equal(pool.n_free, 7);
	}
}

static void the_last_page_of_both_address_spaces_can_be_mapped(void **state)
{
	(void)state;
	begin(8, 39);
	assert_int_equal(ptable_map(&pt, GIB(512) - PAGE, (UINT64_C(1) << 48) - PAGE, PAGE, ATTRS),
			 VCPU_OK);
	assert_int_equal(tables_out(&pt, GIB(512) - 1), (UINT64_C(1) << 48) - 1);
}

static void an_empty_or_unaligned_range_is_refused_whole(void **state)
{
	static const struct {
		uint64_t in;
		uint64_t out;
		uint64_t size;
	} cases[] = {
		{ 0, 0, 0 },        { 1, 0, PAGE }, { 0, 0x800, PAGE },
		{ 0, 0, PAGE + 1 }, { 0, 0, 1 },    { UINT64_MAX, UINT64_MAX, UINT64_MAX },
	};

	(void)state;
	begin(8, 39);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ptable_map(&pt, cases[i].in, cases[i].out, cases[i].size, ATTRS),
				 VCPU_EINVAL);
		assert_int_equal(pool.n_free, 7);
	}
}

/* Address 47:12, type and valid 1:0. */
static void attributes_are_neither_address_nor_type(void **state)
{
	(void)state;
	begin(8, 39);
	for (unsigned int bit = 0; bit < 64; bit++) {
		bool is_attr = bit > 47 || (bit > 1 && bit < 12);

		assert_int_equal(ptable_map(&pt, bit * PAGE, 0, PAGE, UINT64_C(1) << bit),
				 is_attr ? VCPU_OK : VCPU_EINVAL);
		assert_int_equal(tables_out(&pt, bit * PAGE), is_attr ? 0 : TABLES_WALK_NONE);
	}
}

static void an_output_address_is_within_its_width(void **state)
{
	const struct ptable_config config = { .in_bits = 39, .out_bits = 36, .levels = 3 };

	(void)state;
	tables_pool(&pool, 8);
	assert_int_equal(ptable_init(&pt, &pool, &config), VCPU_OK);
	assert_int_equal(ptable_map(&pt, 0, GIB(64) - PAGE, PAGE, ATTRS), VCPU_OK);
	tables_keep();
	assert_int_equal(ptable_map(&pt, GIB(1), GIB(64) - PAGE, 2 * PAGE, ATTRS), VCPU_ERANGE);
	assert_int_equal(ptable_map(&pt, GIB(1), GIB(64), PAGE, ATTRS), VCPU_ERANGE);
	tables_assert_kept();
}

/* Two tables share a pool; what one maps the other does not. */
static void tables_from_one_pool_do_not_overlap(void **state)
{
	struct ptable other;

	(void)state;
	begin(8, 39);
	assert_int_equal(ptable_init(&other, &pool, &pt.config), VCPU_OK);
	assert_int_equal(ptable_map(&pt, 0, GIB(1), PAGE, ATTRS), VCPU_OK);
	assert_int_equal(ptable_map(&other, PAGE, GIB(2), PAGE, ATTRS), VCPU_OK);
	assert_int_equal(tables_out(&pt, PAGE), TABLES_WALK_NONE);
	assert_int_equal(tables_out(&other, 0), TABLES_WALK_NONE);
	assert_int_equal(tables_out(&other, PAGE), GIB(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_start_level_and_the_root_follow_from_width_and_levels),
		cmocka_unit_test(a_configuration_out_of_range_takes_no_page),
		cmocka_unit_test(an_empty_pool_has_no_root),
		cmocka_unit_test(a_page_maps_itself_and_nothing_beside_it),
		cmocka_unit_test(descriptors_are_address_attributes_and_type),
		cmocka_unit_test(blocks_are_used_where_alignment_and_size_allow),
		cmocka_unit_test(a_range_begins_and_ends_with_pages_round_its_blocks),
		cmocka_unit_test(what_is_mapped_is_not_mapped_again),
		cmocka_unit_test(too_few_pages_change_nothing),
		cmocka_unit_test(a_table_is_used_again),
		cmocka_unit_test(a_range_beyond_the_addresses_is_refused_whole),
		cmocka_unit_test(the_last_page_of_both_address_spaces_can_be_mapped),
		cmocka_unit_test(an_empty_or_unaligned_range_is_refused_whole),
		cmocka_unit_test(attributes_are_neither_address_nor_type),
		cmocka_unit_test(an_output_address_is_within_its_width),
		cmocka_unit_test(tables_from_one_pool_do_not_overlap),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
