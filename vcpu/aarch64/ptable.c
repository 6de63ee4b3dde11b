/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/ptable.h>

#include <stdbool.h>
#include <stddef.h>

#include <vcpu/hal.h>
#include <vcpu/status.h>

#include "regs.h"

#define ENTRIES           512u
#define DESC_VALID        BIT(0)
#define DESC_TABLE        BIT(1) /* at levels 0 to 2: a table; at level 3: a page */
#define DESC_ADDR_MASK    (FIELD(~UINT64_C(0), 47, 12) << 12)
#define OUT_BITS          48u
#define FIRST_BLOCK_LEVEL 1u

static unsigned int level_shift(unsigned int level)
{
	return 12 + 9 * (3 - level);
}

void ptable_pool_init(struct ptable_pool *pool, void *pages, size_t n_pages)
{
	uint64_t *word = pages;

	for (size_t i = 0; i < n_pages * PTABLE_PAGE_SIZE / sizeof(*word); i++) {
		word[i] = 0;
	}
	pool->next = pages;
	pool->n_free = n_pages;
}

static uint64_t *pool_take(struct ptable_pool *pool)
{
	unsigned char *page = pool->next;

	if (pool->n_free == 0) {
		return NULL;
	}
	pool->n_free--;
	pool->next += PTABLE_PAGE_SIZE;
	return (uint64_t *)(void *)page;
}

int ptable_init(struct ptable *pt, struct ptable_pool *pool, unsigned int in_bits)
{
	uint64_t *root;

	if (in_bits < 22 || in_bits > 48) {
		return VCPU_EINVAL;
	}
	root = pool_take(pool);
	if (root == NULL) {
		return VCPU_ENOMEM;
	}
	pt->root = root;
	pt->in_bits = in_bits;
	/* The level whose entries lie below in_bits: 40 to 48 bits 0, 31 to 39 1, 22 to 30 2. */
	pt->start_level = 3 - (in_bits - 13) / 9;
	pt->pool = pool;
	return VCPU_OK;
}

/* The table that entry @slot leads to, made if there is none. NULL with *@err set on failure. */
static uint64_t *next_table(struct ptable *pt, uint64_t *slot, int *err)
{
	uint64_t *table;

	if ((*slot & DESC_VALID) != 0) {
		if ((*slot & DESC_TABLE) == 0) {
			*err = VCPU_EEXIST;
			return NULL;
		}
		return hal_phys_to_virt(*slot & DESC_ADDR_MASK);
	}
	table = pool_take(pt->pool);
	if (table == NULL) {
		*err = VCPU_ENOMEM;
		return NULL;
	}
	*slot = hal_virt_to_phys(table) | DESC_TABLE | DESC_VALID;
	return table;
}

/* The highest level whose block or page fits at @in and @out within @size. */
static unsigned int leaf_level(const struct ptable *pt, uint64_t in, uint64_t out, uint64_t size)
{
	unsigned int level = pt->start_level;

	if (level < FIRST_BLOCK_LEVEL) {
		level = FIRST_BLOCK_LEVEL;
	}
	for (; level < 3; level++) {
		uint64_t block = BIT(level_shift(level));

		if (((in | out) & (block - 1)) == 0 && size >= block) {
			break;
		}
	}
	return level;
}

static int map_leaf(struct ptable *pt, uint64_t in, uint64_t out, uint64_t attrs, unsigned int leaf)
{
	uint64_t *table = pt->root;
	int err = VCPU_OK;

	for (unsigned int level = pt->start_level;; level++) {
		uint64_t *slot = &table[in >> level_shift(level) & (ENTRIES - 1)];

		if (level == leaf) {
			if ((*slot & DESC_VALID) != 0) {
				return VCPU_EEXIST;
			}
			*slot = out | attrs | (leaf == 3 ? DESC_TABLE : 0) | DESC_VALID;
			return VCPU_OK;
		}
		table = next_table(pt, slot, &err);
		if (table == NULL) {
			return err;
		}
	}
}

static bool is_beyond(uint64_t start, uint64_t size, unsigned int bits)
{
	return start >= BIT(bits) || size > BIT(bits) - start;
}

int ptable_map(struct ptable *pt, uint64_t in, uint64_t out, uint64_t size, uint64_t attrs)
{
	if (size == 0 || ((in | out | size) & (PTABLE_PAGE_SIZE - 1)) != 0) {
		return VCPU_EINVAL;
	}
	if (is_beyond(in, size, pt->in_bits) || is_beyond(out, size, OUT_BITS)) {
		return VCPU_ERANGE;
	}
	while (size > 0) {
		unsigned int leaf = leaf_level(pt, in, out, size);
		uint64_t step = BIT(level_shift(leaf));
		int err = map_leaf(pt, in, out, attrs, leaf);

		if (err != VCPU_OK) {
			return err;
		}
		in += step;
		out += step;
		size -= step;
	}
	return VCPU_OK;
}
