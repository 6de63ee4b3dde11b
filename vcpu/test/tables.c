/* SPDX-License-Identifier: Apache-2.0 */
#include "test/tables.h"

#include <string.h>

#include <vcpu/status.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"

/* Aligned as physical addresses are, for roots of 16 pages. */
static uint64_t memory[TABLES_PAGES][512] __attribute__((aligned(16 * 4096)));

void tables_pool(struct ptable_pool *pool, unsigned int n_pages)
{
	fake_reset();
	hal_test_reset();
	memset(memory, 0xa5, sizeof(memory));
	hal_test_arena(memory, n_pages * sizeof(memory[0]), TABLES_PHYS);
	assert_int_equal(ptable_pool_init(pool, memory, n_pages), VCPU_OK);
}

/* DDI 0487, "VMSAv8-64 translation table format descriptors", 4 KiB granule: a descriptor is invalid
 * when bit 0 is 0; 0b01 is a block at levels 1 and 2 and reserved elsewhere; 0b11 is a table at levels
 * 0 to 2 and a page at level 3. */
struct tables_leaf tables_walk(uint64_t root, unsigned int level, uint64_t in)
{
	static const unsigned int low_bit[] = { 39, 30, 21, 12 };
	uint64_t table = root;

	for (;; level++) {
		uint64_t page = (table - TABLES_PHYS) / 4096;
		uint64_t size = UINT64_C(1) << low_bit[level];
		uint64_t descriptor;

		assert_int_equal(table % 4096, 0);
		assert_in_range(page, 0, TABLES_PAGES - 1);
		descriptor = memory[page][in / size % 512];
		if (descriptor % 2 == 0) {
			return (struct tables_leaf){ .out = TABLES_WALK_NONE, .level = level };
		}
		if (level == 3 || descriptor % 4 == 1) {
			assert_int_equal(descriptor % 4, level == 3 ? 3 : 1);
			assert_int_not_equal(level, 0);
			return (struct tables_leaf){
				.out = descriptor % (UINT64_C(1) << 48) / size * size + in % size,
				.descriptor = descriptor,
				.level = level,
			};
		}
		/* No attribute is set in a table descriptor, so that none overrides a leaf's. */
		assert_int_equal(descriptor >> 48, 0);
		assert_int_equal(descriptor % 4096, 3);
		table = descriptor - 3;
	}
}

static uint64_t root_of(const struct ptable *pt)
{
	return TABLES_PHYS + ((uintptr_t)pt->root - (uintptr_t)memory);
}

uint64_t tables_out(const struct ptable *pt, uint64_t in)
{
	return tables_walk(root_of(pt), pt->start_level, in).out;
}

unsigned int tables_level(const struct ptable *pt, uint64_t in)
{
	return tables_walk(root_of(pt), pt->start_level, in).level;
}
