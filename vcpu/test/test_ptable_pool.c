/* SPDX-License-Identifier: Apache-2.0 */
/* Where the pages of tables come from and when they go back. */
#include <string.h>

#include <vcpu/ptable.h>
#include <vcpu/status.h>

#include "test/cm.h"
#include "test/tables.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define PAGE   UINT64_C(4096)
#define ATTRS  UINT64_C(0x00400000000007fc)

static struct ptable_pool pool;
static struct ptable pt;

static unsigned int n_flushes;
static size_t n_free_at_flush;
static uint64_t flushed_in;
static uint64_t flushed_size;

static void on_flush(struct ptable *flushed, uint64_t in, uint64_t size)
{
	assert_ptr_equal(flushed, &pt);
	n_flushes++;
	n_free_at_flush = pool.n_free;
	flushed_in = in;
	flushed_size = size;
}

static int init(unsigned int in_bits, unsigned int levels)
{
	const struct ptable_config config = {
		.in_bits = in_bits,
		.out_bits = 48,
		.levels = levels,
		.flush = on_flush,
	};

	n_flushes = 0;
	return ptable_init(&pt, &pool, &config);
}

static void map(uint64_t in, uint64_t out, uint64_t size)
{
	assert_int_equal(ptable_map(&pt, in, out, size, ATTRS), VCPU_OK);
}

static void a_null_pointer_is_refused(void **state)
{
	static const struct ptable_config config = { .in_bits = 39, .levels = 3, .out_bits = 48 };
	static unsigned char page[4096] __attribute__((aligned(4096)));

	(void)state;
	tables_pool(&pool, 1);
	assert_int_equal(ptable_init(NULL, &pool, &config), VCPU_EINVAL);
	assert_int_equal(ptable_init(&pt, NULL, &config), VCPU_EINVAL);
	assert_int_equal(ptable_init(&pt, &pool, NULL), VCPU_EINVAL);
	assert_int_equal(pool.n_free, 1);
	assert_int_equal(ptable_pool_init(NULL, page, 1), VCPU_EINVAL);
	assert_int_equal(ptable_pool_init(&pool, NULL, 1), VCPU_EINVAL);
	assert_int_equal(ptable_pool_init(&pool, page + 8, 1), VCPU_EINVAL);
	assert_int_equal(pool.n_free, 1);
}

static void a_page_that_comes_back_is_empty_when_taken_again(void **state)
{
	(void)state;
	tables_pool(&pool, 3);
	assert_int_equal(init(39, 3), VCPU_OK);
	for (unsigned int i = 0; i < 4; i++) {
		map(MIB(2) * i, GIB(1), MIB(2) - PAGE);
		assert_int_equal(pool.n_free, 0);
		assert_int_equal(tables_out(&pt, MIB(2) * (i + 1) - PAGE), TABLES_WALK_NONE);
		assert_int_equal(ptable_unmap(&pt, MIB(2) * i, MIB(2) - PAGE), VCPU_OK);
		assert_int_equal(pool.n_free, 2);
	}
}

static void a_table_that_nobody_walks_is_not_flushed(void **state)
{
	const struct ptable_config config = { .in_bits = 39, .out_bits = 48, .levels = 3 };

	(void)state;
	tables_pool(&pool, 8);
	assert_int_equal(ptable_init(&pt, &pool, &config), VCPU_OK);
	assert_int_equal(ptable_map(&pt, GIB(1), GIB(5), GIB(1), ATTRS), VCPU_OK);
	assert_int_equal(ptable_protect(&pt, GIB(1), MIB(2), 0), VCPU_OK);
	assert_int_equal(ptable_unmap(&pt, GIB(1), GIB(1)), VCPU_OK);
	assert_int_equal(pool.n_free, 7);
	ptable_destroy(&pt);
	assert_int_equal(pool.n_free, 8);
}

/* Every page, also those of a root of several, and they can be such a root again. */
static void a_destroyed_table_gives_every_page_back(void **state)
{
	(void)state;
	for (unsigned int round = 0; round < 3; round++) {
		if (round == 0) {
			tables_pool(&pool, 40);
		}
		assert_int_equal(init(43, 3), VCPU_OK);
		map(PAGE, GIB(5) + PAGE, GIB(3));
		map(GIB(512), GIB(5), MIB(2));
		map(GIB(8192) - PAGE, GIB(5), PAGE);
		ptable_destroy(&pt);
		assert_int_equal(pool.n_free, 40);
		assert_int_equal(n_flushes, 1);
		assert_int_equal(flushed_in, 0);
		assert_int_equal(flushed_size, GIB(8192));
		assert_in_range(n_free_at_flush, 0, 40 - 16 - 1);
		ptable_destroy(&pt);
		assert_int_equal(pool.n_free, 40);
	}
	ptable_destroy(NULL);
}

/* 31 pages of 32 are free, but one in the middle is not. */
static void a_root_of_several_pages_needs_them_side_by_side(void **state)
{
	struct ptable small;
	const struct ptable_config config = { .in_bits = 39, .out_bits = 48, .levels = 3 };
	struct ptable before;

	(void)state;
	tables_pool(&pool, 31);
	assert_int_equal(ptable_init(&small, &pool, &config), VCPU_OK);
	memset(&pt, 0xa5, sizeof(pt));
	before = pt;
	tables_keep();
	assert_int_equal(init(43, 3), VCPU_ENOMEM); /* pages 0 to 15 lack one, 16 to 31 too */
	assert_memory_equal(&pt, &before, sizeof(pt));
	tables_assert_kept();
	assert_int_equal(pool.n_free, 30);
	assert_int_equal(init(42, 3), VCPU_OK);
	ptable_destroy(&small);
	assert_int_equal(pool.n_free, 31 - 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_null_pointer_is_refused),
		cmocka_unit_test(a_page_that_comes_back_is_empty_when_taken_again),
		cmocka_unit_test(a_table_that_nobody_walks_is_not_flushed),
		cmocka_unit_test(a_destroyed_table_gives_every_page_back),
		cmocka_unit_test(a_root_of_several_pages_needs_them_side_by_side),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
