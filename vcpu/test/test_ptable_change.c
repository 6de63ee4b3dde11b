/* SPDX-License-Identifier: Apache-2.0 */
/* Changing tables that a processor walks: what is split, what is given back and when it is
 * flushed. */
#include <string.h>

#include <vcpu/ptable.h>
#include <vcpu/status.h>

#include "test/cm.h"
#include "test/tables.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define PAGE   UINT64_C(4096)
#define ATTRS  UINT64_C(0x00400000000007fc)
#define LIVE   UINT64_C(0x00400000000000c0) /* XN, S2AP */

#define FLUSHES_MAX 8u

static struct ptable_pool pool;
static struct ptable pt;

/* What a flush found. */
static struct {
	uint64_t in;
	uint64_t size;
	size_t n_free;
	uint64_t at_probe; /* descriptor that maps the probe then, 0: none */
} flushes[FLUSHES_MAX];
static unsigned int n_flushes;
static uint64_t probe;

static void on_flush(struct ptable *flushed, uint64_t in, uint64_t size)
{
	assert_ptr_equal(flushed, &pt);
	assert_in_range(n_flushes, 0, FLUSHES_MAX - 1);
	flushes[n_flushes].in = in;
	flushes[n_flushes].size = size;
	flushes[n_flushes].n_free = pool.n_free;
	flushes[n_flushes].at_probe = tables_leaf(&pt, probe).descriptor;
	n_flushes++;
}

static int init(unsigned int in_bits, unsigned int levels)
{
	const struct ptable_config config = {
		.in_bits = in_bits,
		.out_bits = 48,
		.levels = levels,
		.live_attrs = LIVE,
		.flush = on_flush,
	};

	return ptable_init(&pt, &pool, &config);
}

static void begin(unsigned int n_pages)
{
	tables_pool(&pool, n_pages);
	assert_int_equal(init(39, 3), VCPU_OK);
	n_flushes = 0;
	probe = 0;
}

static void map(uint64_t in, uint64_t out, uint64_t size)
{
	assert_int_equal(ptable_map(&pt, in, out, size, ATTRS), VCPU_OK);
	assert_int_equal(n_flushes, 0);
}

static void assert_flush(unsigned int i, uint64_t in, uint64_t size)
{
	assert_in_range(i, 0, n_flushes - 1);
	assert_int_equal(flushes[i].in, in);
	assert_int_equal(flushes[i].size, size);
}

static void what_is_unmapped_is_flushed_before_its_tables_are_given_back(void **state)
{
	(void)state;
	begin(4);
	map(MIB(2), GIB(1), 3 * PAGE);
	probe = MIB(2) + PAGE;
	assert_int_equal(pool.n_free, 1);
	assert_int_equal(ptable_unmap(&pt, probe, PAGE), VCPU_OK);
	assert_int_equal(tables_out(&pt, MIB(2)), GIB(1));
	assert_int_equal(tables_out(&pt, MIB(2) + PAGE), TABLES_WALK_NONE);
	assert_int_equal(tables_out(&pt, MIB(2) + 2 * PAGE), GIB(1) + 2 * PAGE);
	assert_int_equal(pool.n_free, 1);
	assert_int_equal(n_flushes, 1);
	assert_flush(0, probe, PAGE);
	assert_int_equal(flushes[0].at_probe, 0);

	assert_int_equal(ptable_unmap(&pt, MIB(2), PAGE), VCPU_OK);
	assert_int_equal(pool.n_free, 1);
	assert_int_equal(ptable_unmap(&pt, MIB(2) + 2 * PAGE, PAGE), VCPU_OK);
	assert_int_equal(n_flushes, 3);
	assert_int_equal(flushes[2].n_free, 1);
	assert_int_equal(pool.n_free, 3);
}

/* A 1 GiB block, a 2 MiB block or a page before, within and after what is removed. */
static void a_block_is_split_where_the_range_begins_and_ends(void **state)
{
	static const struct {
		uint64_t in;
		uint64_t size;
		unsigned int pages;   /* taken for good */
		unsigned int flushes; /* one a split, and the last */
	} cases[] = {
		{ GIB(1), GIB(1), 0, 1 },               /* the whole block */
		{ GIB(1), GIB(2), 0, 1 },               /* two */
		{ GIB(1) + MIB(4), MIB(2), 1, 2 },      /* a smaller block in it */
		{ GIB(1), PAGE, 2, 3 },                 /* its first page */
		{ GIB(2) - PAGE, PAGE, 2, 3 },          /* its last */
		{ GIB(1) + MIB(2) + PAGE, PAGE, 2, 3 }, /* both ends in one 2 MiB block */
		{ GIB(1) + MIB(2) - PAGE, MIB(4) + 2 * PAGE, 3, 4 }, /* in two */
		{ GIB(2) - PAGE, 2 * PAGE, 4, 5 },                   /* in two of 1 GiB */
		{ GIB(2) - MIB(2), MIB(2) + PAGE, 3, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t end = cases[i].in + cases[i].size;

		for (unsigned int n_pages = 0; n_pages < cases[i].pages; n_pages++) {
			begin(1 + n_pages);
			map(GIB(1), GIB(5), GIB(2));
			tables_keep();
			assert_int_equal(ptable_unmap(&pt, cases[i].in, cases[i].size),
					 VCPU_ENOMEM);
			assert_int_equal(ptable_protect(&pt, cases[i].in, cases[i].size, 0),
					 VCPU_ENOMEM);
			tables_assert_kept();
			assert_int_equal(pool.n_free, n_pages);
			assert_int_equal(n_flushes, 0);
		}
		begin(1 + cases[i].pages);
		map(GIB(1), GIB(5), GIB(2));
		assert_int_equal(ptable_unmap(&pt, cases[i].in, cases[i].size), VCPU_OK);
		assert_int_equal(n_flushes, cases[i].flushes);
		assert_flush(n_flushes - 1, cases[i].in, cases[i].size);
		for (uint64_t in = GIB(1); in < GIB(3); in += PAGE) {
			assert_int_equal(tables_out(&pt, in), in >= cases[i].in && in < end
								      ? TABLES_WALK_NONE
								      : in + GIB(4));
		}
		assert_int_equal(tables_out(&pt, GIB(1) - 1), TABLES_WALK_NONE);
		assert_int_equal(tables_out(&pt, GIB(3)), TABLES_WALK_NONE);
	}
}

/* While a block becomes a table no processor may hold both: it is gone when the TLBs forget it.
 * DDI 0487, "Using break-before-make when updating translation table entries" */
static void a_block_is_broken_before_its_table_is_made(void **state)
{
	(void)state;
	begin(8);
	map(GIB(1), GIB(5), GIB(1));
	probe = GIB(1) + GIB(1) / 2;
	assert_int_equal(ptable_unmap(&pt, GIB(1) + MIB(2), PAGE), VCPU_OK);
	assert_int_equal(n_flushes, 3);
	assert_flush(0, GIB(1), GIB(1));
	assert_int_equal(flushes[0].at_probe, 0);
	assert_flush(1, GIB(1) + MIB(2), MIB(2));
	assert_int_equal(flushes[1].at_probe, 0x0040000160000000 + 0x7fd);
	assert_flush(2, GIB(1) + MIB(2), PAGE);
	/* What is left of it has its attributes. */
	assert_int_equal(tables_leaf(&pt, GIB(1) + MIB(4)).descriptor, 0x00400001404007fd);
	assert_int_equal(tables_leaf(&pt, GIB(1) + MIB(2) + PAGE).descriptor, 0x00400001402017ff);
}

static void a_hole_in_the_range_is_refused_whole(void **state)
{
	static const struct {
		uint64_t in;
		uint64_t size;
	} cases[] = {
		{ 0, PAGE },
		{ MIB(2) - PAGE, 2 * PAGE },
		{ MIB(2), 3 * PAGE },
		{ MIB(2) + 2 * PAGE, PAGE },
		{ GIB(1) - PAGE, GIB(1) },
		{ GIB(1), GIB(1) + PAGE },
		{ GIB(1) + PAGE, GIB(1) },
		{ GIB(512) - PAGE, PAGE },
		{ 0, GIB(512) },
		{ GIB(1) + MIB(2), GIB(511) - MIB(2) },
	};

	(void)state;
	begin(8);
	map(MIB(2), GIB(5), 2 * PAGE);
	map(MIB(2) + 3 * PAGE, GIB(5), PAGE);
	map(GIB(1), GIB(6), GIB(1));
	tables_keep();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ptable_unmap(&pt, cases[i].in, cases[i].size), VCPU_ENOENT);
		assert_int_equal(ptable_protect(&pt, cases[i].in, cases[i].size, 0), VCPU_ENOENT);
		tables_assert_kept();
		assert_int_equal(n_flushes, 0);
	}
}

static void a_bad_range_is_refused_whole(void **state)
{
	static const struct {
		uint64_t in;
		uint64_t size;
		int want;
	} cases[] = {
		{ GIB(1), 0, VCPU_EINVAL },
		{ GIB(1) + 1, PAGE, VCPU_EINVAL },
		{ GIB(1), PAGE + 8, VCPU_EINVAL },
		{ UINT64_MAX, UINT64_MAX, VCPU_EINVAL },
		{ GIB(512), PAGE, VCPU_ERANGE },
		{ GIB(512) - PAGE, 2 * PAGE, VCPU_ERANGE },
		{ UINT64_MAX - 0xfff, PAGE, VCPU_ERANGE },
		{ GIB(1), UINT64_MAX - 0xfff, VCPU_ERANGE },
	};

	(void)state;
	begin(8);
	map(GIB(1), GIB(6), GIB(1));
	tables_keep();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ptable_unmap(&pt, cases[i].in, cases[i].size), cases[i].want);
		assert_int_equal(ptable_protect(&pt, cases[i].in, cases[i].size, 0), cases[i].want);
	}
	assert_int_equal(ptable_protect(&pt, GIB(1), PAGE, 1), VCPU_EINVAL);
	assert_int_equal(ptable_protect(&pt, GIB(1), PAGE, PAGE), VCPU_EINVAL);
	tables_assert_kept();
	assert_int_equal(n_flushes, 0);
}

static void permissions_change_in_place(void **state)
{
	(void)state;
	begin(8);
	map(GIB(1), GIB(5), PAGE);
	map(GIB(1) + PAGE, GIB(7), PAGE);
	probe = GIB(1) + PAGE;
	assert_int_equal(ptable_protect(&pt, GIB(1), 2 * PAGE, ATTRS & ~LIVE), VCPU_OK);
	assert_int_equal(n_flushes, 1);
	assert_flush(0, GIB(1), 2 * PAGE);
	assert_int_equal(flushes[0].at_probe, GIB(7) + 0x73f);
	assert_int_equal(tables_leaf(&pt, GIB(1)).descriptor, GIB(5) + 0x73f);
	assert_int_equal(tables_leaf(&pt, GIB(1) + PAGE).descriptor, GIB(7) + 0x73f);
}

/* Also for those pages of the range where only permissions change. */
static void another_type_of_memory_is_made_after_a_break(void **state)
{
	const uint64_t device = 0x4c4;

	(void)state;
	begin(8);
	map(GIB(1), GIB(5), PAGE);
	assert_int_equal(ptable_map(&pt, GIB(1) + PAGE, GIB(7), PAGE, device & ~LIVE), VCPU_OK);
	assert_int_equal(ptable_map(&pt, GIB(2), GIB(2), GIB(1), ATTRS), VCPU_OK);
	probe = GIB(1);
	assert_int_equal(ptable_protect(&pt, GIB(1), 2 * PAGE, device), VCPU_OK);
	assert_int_equal(n_flushes, 1);
	assert_flush(0, GIB(1), 2 * PAGE);
	assert_int_equal(flushes[0].at_probe, 0);
	assert_int_equal(tables_leaf(&pt, GIB(1)).descriptor, GIB(5) + 0x4c7);
	assert_int_equal(tables_leaf(&pt, GIB(1) + PAGE).descriptor, GIB(7) + 0x4c7);
	assert_int_equal(ptable_protect(&pt, GIB(2), GIB(1), device), VCPU_OK);
	assert_int_equal(tables_leaf(&pt, GIB(2)).descriptor, GIB(2) + 0x4c5);
	assert_int_equal(tables_level(&pt, GIB(2)), 1);
}

static void attributes_that_are_there_cost_nothing(void **state)
{
	(void)state;
	begin(8);
	map(GIB(1), GIB(5), GIB(1));
	tables_keep();
	assert_int_equal(ptable_protect(&pt, GIB(1) + PAGE, PAGE, ATTRS), VCPU_OK);
	tables_assert_kept();
	assert_int_equal(n_flushes, 0);
}

static void a_part_of_a_block_gets_attributes_of_its_own(void **state)
{
	(void)state;
	begin(3);
	map(GIB(1), GIB(5), GIB(1));
	assert_int_equal(ptable_protect(&pt, GIB(2) - PAGE, PAGE, ATTRS & ~LIVE), VCPU_OK);
	assert_int_equal(pool.n_free, 0);
	assert_int_equal(n_flushes, 3);
	assert_int_equal(tables_leaf(&pt, GIB(2) - PAGE).descriptor, GIB(6) - PAGE + 0x73f);
	assert_int_equal(tables_leaf(&pt, GIB(2) - 2 * PAGE).descriptor, 0x004000017fffe7ff);
	assert_int_equal(tables_level(&pt, GIB(1)), 2);
}

static void a_query_tells_what_maps_an_address(void **state)
{
	struct ptable_leaf leaf;
	const struct ptable_leaf none = { 1, 2, 3 };

	(void)state;
	begin(8);
	map(GIB(1), GIB(5), GIB(1));
	map(GIB(2) + MIB(2), GIB(9), MIB(2));
	map(GIB(512) - PAGE, UINT64_C(0xfffffffff000), PAGE);
	assert_int_equal(ptable_query(&pt, GIB(1) + 0x12345, &leaf), VCPU_OK);
	assert_int_equal(leaf.out, GIB(5) + 0x12345);
	assert_int_equal(leaf.size_bytes, GIB(1));
	assert_int_equal(leaf.attrs, ATTRS);
	assert_int_equal(ptable_query(&pt, GIB(2) + MIB(4) - 1, &leaf), VCPU_OK);
	assert_int_equal(leaf.out, GIB(9) + MIB(2) - 1);
	assert_int_equal(leaf.size_bytes, MIB(2));
	assert_int_equal(ptable_query(&pt, GIB(512) - 1, &leaf), VCPU_OK);
	assert_int_equal(leaf.out, UINT64_C(0xffffffffffff));
	assert_int_equal(leaf.size_bytes, PAGE);

	leaf = none;
	assert_int_equal(ptable_query(&pt, GIB(2) + MIB(4), &leaf), VCPU_ENOENT);
	assert_int_equal(ptable_query(&pt, 0, &leaf), VCPU_ENOENT);
	assert_int_equal(ptable_query(&pt, GIB(512), &leaf), VCPU_ERANGE);
	assert_int_equal(ptable_query(&pt, UINT64_MAX, &leaf), VCPU_ERANGE);
	assert_memory_equal(&leaf, &none, sizeof(leaf));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_unmapped_is_flushed_before_its_tables_are_given_back),
		cmocka_unit_test(a_block_is_split_where_the_range_begins_and_ends),
		cmocka_unit_test(a_block_is_broken_before_its_table_is_made),
		cmocka_unit_test(a_hole_in_the_range_is_refused_whole),
		cmocka_unit_test(a_bad_range_is_refused_whole),
		cmocka_unit_test(permissions_change_in_place),
		cmocka_unit_test(another_type_of_memory_is_made_after_a_break),
		cmocka_unit_test(attributes_that_are_there_cost_nothing),
		cmocka_unit_test(a_part_of_a_block_gets_attributes_of_its_own),
		cmocka_unit_test(a_query_tells_what_maps_an_address),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
