/* SPDX-License-Identifier: Apache-2.0 */
#include "test/tables.h"

#include <string.h>

#include <vcpu/status.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"

/* Aligned as physical addresses are, for roots of 16 pages. */
static uint64_t kept[TABLES_PAGES][512];
static uint64_t memory[TABLES_PAGES][512] __attribute__((aligned(16 * 4096)));

void tables_pool(struct ptable_pool *pool, unsigned int n_pages)
{
	fake_reset();
	hal_test_reset();
	memset(memory, 0xa5, sizeof(memory));
	hal_test_arena(memory, n_pages * sizeof(memory[0]), TABLES_PHYS);
	assert_int_equal(ptable_pool_init(pool, memory, n_pages), VCPU_OK);
}

void tables_keep(void)
{
	memcpy(kept, memory, sizeof(kept));
}

void tables_assert_kept(void)
{
	assert_memory_equal(memory, kept, sizeof(kept));
}

/* DDI 0487, "VMSAv8-64 translation table format descriptors", 4 KiB granule: a descriptor is
 * invalid when bit 0 is 0; 0b01 is a block at levels 1 and 2 and reserved elsewhere; 0b11 is a
 * table at levels 0 to 2 and a page at level 3. Only the first table may have more than 512
 * entries. */
struct tables_leaf tables_walk(uint64_t root, unsigned int level, uint64_t in)
{
	static const unsigned int low_bit[] = { 39, 30, 21, 12 };
	uint64_t table = root;
	uint64_t n_entries = 16 * UINT64_C(512);

	for (;; level++, n_entries = 512) {
		uint64_t size = UINT64_C(1) << low_bit[level];
		uint64_t at = table + in / size % n_entries * 8;
		uint64_t page = (at - TABLES_PHYS) / 4096;
		uint64_t descriptor;

		assert_int_equal(table % 4096, 0);
		assert_in_range(page, 0, TABLES_PAGES - 1);
		descriptor = memory[page][at % 4096 / 8];
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

/*
 * VTCR_EL2: T0SZ 5:0; SL0 7:6, 0b01 is level 1 and 0b10 level 0, the latter reserved with less than
 * 44 bits of physical address; TG0 15:14 0b00; PS 18:16, of which the processor must have all. An
 * input address has no more bits than PS gives. A level 1 start takes T0SZ 21 to 33, level 0 16 to
 * 24; below 25 at level 1 the root is 2 to 16 pages, aligned to all of them. DDI 0487, VTCR_EL2;
 * "Stage 2 translation", "Concatenated translation tables"
 */
struct tables_leaf tables_walk_stage2(uint64_t vtcr, uint64_t vttbr, unsigned int pa_bits,
				      uint64_t ipa)
{
	static const unsigned int ps_bits[] = { 32, 36, 40, 42, 44, 48 };
	uint64_t in_bits = 64 - vtcr % 64;
	uint64_t sl0 = vtcr / 64 % 4;
	uint64_t ps = vtcr / 0x10000 % 8;
	uint64_t root = vttbr % (UINT64_C(1) << 48);

	assert_int_equal(vtcr / 0x4000 % 4, 0);
	assert_in_range(ps, 0, 5);
	assert_in_range(ps_bits[ps], 32, pa_bits);
	assert_in_range(in_bits, 32, ps_bits[ps]);
	assert_in_range(sl0, 1, 2);
	if (sl0 == 1) {
		assert_in_range(in_bits, 31, 43);
		assert_int_equal(root % (in_bits > 39 ? UINT64_C(4096) << (in_bits - 39) : 4096),
				 0);
	} else {
		assert_in_range(in_bits, 40, 48);
		assert_in_range(pa_bits, 44, 52);
	}
	assert_in_range(ipa, 0, (UINT64_C(1) << in_bits) - 1);
	return tables_walk(root, 2 - (unsigned int)sl0, ipa);
}

struct tables_leaf tables_leaf(const struct ptable *pt, uint64_t in)
{
	return tables_walk(root_of(pt), pt->start_level, in);
}

uint64_t tables_out(const struct ptable *pt, uint64_t in)
{
	return tables_walk(root_of(pt), pt->start_level, in).out;
}

unsigned int tables_level(const struct ptable *pt, uint64_t in)
{
	return tables_walk(root_of(pt), pt->start_level, in).level;
}
