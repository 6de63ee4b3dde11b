/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/ptable.h>

#include <stdbool.h>
#include <stddef.h>

#include <vcpu/status.h>

#include "desc.h"
#include "ptable_pool.h"
#include "regs.h"

#define IN_BITS_MAX       48u
#define OUT_BITS_MAX      48u
#define FIRST_BLOCK_LEVEL 1u

static void flush(struct ptable *pt, uint64_t in, uint64_t size)
{
	if (pt->config.flush != NULL) {
		pt->config.flush(pt, in, size);
	}
}

/* The start level resolves the rest: a page of 512 entries, or up to 16 pages of them. */
static unsigned int root_page_bits(const struct ptable_config *config)
{
	unsigned int page_reach = 12 + 9 * config->levels;

	return config->in_bits > page_reach ? config->in_bits - page_reach : 0;
}

static bool is_config_valid(const struct ptable_config *config)
{
	return config->levels >= 2 && config->levels <= 4 && config->in_bits <= IN_BITS_MAX &&
	       config->in_bits > 12 + 9 * (config->levels - 1) &&
	       BIT(root_page_bits(config)) <= PTABLE_ROOT_PAGES_MAX && config->out_bits > 12 &&
	       config->out_bits <= OUT_BITS_MAX;
}

int ptable_init(struct ptable *pt, struct ptable_pool *pool, const struct ptable_config *config)
{
	uint64_t *root;

	if (pt == NULL || pool == NULL || config == NULL || !is_config_valid(config)) {
		return VCPU_EINVAL;
	}
	root = pool_take(pool, BIT(root_page_bits(config)));
	if (root == NULL) {
		return VCPU_ENOMEM;
	}
	pt->root = root;
	pt->start_level = LAST_LEVEL + 1 - config->levels;
	pt->config = *config;
	pt->pool = pool;
	return VCPU_OK;
}

/* The entry of @table, which is of @level, for @in. A root is not masked: it may have many
 * pages. */
static uint64_t *entry_of(const struct ptable *pt, uint64_t *table, unsigned int level, uint64_t in)
{
	uint64_t index = in >> level_shift(level);

	return &table[level == pt->start_level ? index : index & (ENTRIES - 1)];
}

/* The block, page or invalid entry that a walk for @in ends at, and its level. */
static uint64_t *lookup(const struct ptable *pt, uint64_t in, unsigned int *level)
{
	uint64_t *table = pt->root;

	for (*level = pt->start_level;; (*level)++) {
		uint64_t *slot = entry_of(pt, table, *level, in);

		if (!is_table(*slot, *level)) {
			return slot;
		}
		table = table_at(*slot);
	}
}

/* The highest level whose block or page fits at @in and @out within @size. */
static unsigned int leaf_level(const struct ptable *pt, uint64_t in, uint64_t out, uint64_t size)
{
	unsigned int level = pt->start_level;

	if (level < FIRST_BLOCK_LEVEL) {
		level = FIRST_BLOCK_LEVEL;
	}
	while (level < LAST_LEVEL && (!is_aligned(in | out, level) || size < level_size(level))) {
		level++;
	}
	return level;
}

static bool is_beyond(uint64_t start, uint64_t size, unsigned int bits)
{
	return start >= BIT(bits) || size > BIT(bits) - start;
}

static int check_range(const struct ptable *pt, uint64_t in, uint64_t size)
{
	if (pt->root == NULL || size == 0 || ((in | size) & (PTABLE_PAGE_SIZE - 1)) != 0) {
		return VCPU_EINVAL;
	}
	return is_beyond(in, size, pt->config.in_bits) ? VCPU_ERANGE : VCPU_OK;
}

/* Whether all of it is free, and there are pages for the tables that it needs. */
static int check_free(const struct ptable *pt, uint64_t in, uint64_t out, uint64_t size)
{
	uint64_t start = in;
	size_t n_pages = 0;

	while (size > 0) {
		unsigned int leaf = leaf_level(pt, in, out, size);
		unsigned int level;
		uint64_t *slot = lookup(pt, in, &level);

		/* No table is empty: what is below a block's place is in its way. */
		if (is_valid(*slot) || level > leaf) {
			return VCPU_EEXIST;
		}
		for (; level < leaf; level++) {
			/* The table below this entry; one for the entry's first leaf serves the
			 * rest. */
			n_pages += in == start || is_aligned(in, level) ? 1 : 0;
		}
		if (n_pages > pt->pool->n_free) {
			return VCPU_ENOMEM;
		}
		in += level_size(leaf);
		out += level_size(leaf);
		size -= level_size(leaf);
	}
	return VCPU_OK;
}

/* The entry of level @leaf for @in, with the tables above it. check_free() has counted them. */
static uint64_t *make_entry(struct ptable *pt, uint64_t in, unsigned int leaf)
{
	unsigned int level;
	uint64_t *slot = lookup(pt, in, &level);

	while (level < leaf) {
		uint64_t *table = pool_take(pt->pool, 1);

		write_entry(slot, hal_virt_to_phys(table) | DESC_TABLE | DESC_VALID);
		slot = entry_of(pt, table, ++level, in);
	}
	return slot;
}

int ptable_map(struct ptable *pt, uint64_t in, uint64_t out, uint64_t size, uint64_t attrs)
{
	int err;

	if ((out & (PTABLE_PAGE_SIZE - 1)) != 0 || (attrs & DESC_NOT_ATTRS) != 0) {
		return VCPU_EINVAL;
	}
	err = check_range(pt, in, size);
	if (err == VCPU_OK && is_beyond(out, size, pt->config.out_bits)) {
		err = VCPU_ERANGE;
	}
	if (err == VCPU_OK) {
		err = check_free(pt, in, out, size);
	}
	if (err != VCPU_OK) {
		return err;
	}
	while (size > 0) {
		unsigned int leaf = leaf_level(pt, in, out, size);

		write_entry(make_entry(pt, in, leaf), leaf_desc(out, attrs, leaf));
		in += level_size(leaf);
		out += level_size(leaf);
		size -= level_size(leaf);
	}
	return VCPU_OK;
}

/* The number of tables without which [@in, @end) does not begin and end with whole leaves. */
static size_t count_splits(const struct ptable *pt, uint64_t in, uint64_t end)
{
	unsigned int level;
	size_t n_pages = 0;

	for (lookup(pt, in, &level); level < LAST_LEVEL && !is_aligned(in, level); level++) {
		n_pages++;
	}
	if (end == BIT(pt->config.in_bits)) {
		return n_pages;
	}
	for (lookup(pt, end, &level); level < LAST_LEVEL && !is_aligned(end, level); level++) {
		/* One block may hold both: its table serves both. */
		bool is_shared = in >> level_shift(level) == end >> level_shift(level);

		n_pages += is_shared && !is_aligned(in, level) ? 0 : 1;
	}
	return n_pages;
}

/* Whether all of it is mapped, and there are pages for splitting. *@changes: bits of the leaves'
 * attributes that are not as in @attrs. */
static int check_mapped(const struct ptable *pt, uint64_t in, uint64_t size, uint64_t attrs,
			uint64_t *changes)
{
	uint64_t end = in + size;
	uint64_t at = in;

	*changes = 0;
	while (at < end) {
		unsigned int level;
		uint64_t desc = *lookup(pt, at, &level);

		if (!is_valid(desc)) {
			return VCPU_ENOENT;
		}
		*changes |= (desc ^ attrs) & ~DESC_NOT_ATTRS;
		at = (at | (level_size(level) - 1)) + 1;
	}
	return count_splits(pt, in, end) > pt->pool->n_free ? VCPU_ENOMEM : VCPU_OK;
}

/* Puts a table with the same leaves into the place of the block in @slot that maps @in. */
static void split_block(struct ptable *pt, uint64_t *slot, unsigned int level, uint64_t in)
{
	uint64_t *table = pool_take(pt->pool, 1);
	uint64_t out = *slot & DESC_ADDR_MASK;
	uint64_t attrs = *slot & ~DESC_NOT_ATTRS;

	for (unsigned int i = 0; i < ENTRIES; i++) {
		table[i] = leaf_desc(out + i * level_size(level + 1), attrs, level + 1);
	}
	/* Break before make: no TLB may hold the block and one of its parts. */
	write_entry(slot, 0);
	flush(pt, in & ~(level_size(level) - 1), level_size(level));
	write_entry(slot, hal_virt_to_phys(table) | DESC_TABLE | DESC_VALID);
}

/* Splits blocks until none reaches over @at. */
static void split_at(struct ptable *pt, uint64_t at)
{
	unsigned int level;

	if (at == BIT(pt->config.in_bits)) {
		return;
	}
	for (;;) {
		uint64_t *slot = lookup(pt, at, &level);

		if (is_aligned(at, level)) {
			return;
		}
		split_block(pt, slot, level, at);
	}
}

static bool is_empty(const uint64_t *table)
{
	for (unsigned int i = 0; i < ENTRIES; i++) {
		if (is_valid(table[i])) {
			return false;
		}
	}
	return true;
}

/* Removes the leaves in [@in, @end) from @table and those below, and unlinks those that became
 * empty. As deep as there are levels. */
static void clear(struct ptable *pt, uint64_t *table, unsigned int level, uint64_t in, uint64_t end,
		  struct pool_pending *pending)
{
	while (in < end) {
		uint64_t *slot = entry_of(pt, table, level, in);
		uint64_t next = (in | (level_size(level) - 1)) + 1;

		if (!is_table(*slot, level)) {
			write_entry(slot, 0);
		} else {
			uint64_t *below = table_at(*slot);

			clear(pt, below, level + 1, in, next < end ? next : end, pending);
			if (is_empty(below)) {
				write_entry(slot, 0);
				pool_defer(pending, below);
			}
		}
		in = next;
	}
}

int ptable_unmap(struct ptable *pt, uint64_t in, uint64_t size)
{
	struct pool_pending pending = { NULL };
	uint64_t changes;
	int err = check_range(pt, in, size);

	if (err == VCPU_OK) {
		err = check_mapped(pt, in, size, 0, &changes);
	}
	if (err != VCPU_OK) {
		return err;
	}
	split_at(pt, in);
	split_at(pt, in + size);
	clear(pt, pt->root, pt->start_level, in, in + size, &pending);
	flush(pt, in, size);
	pool_give_pending(pt->pool, &pending);
	return VCPU_OK;
}

void ptable_destroy(struct ptable *pt)
{
	struct pool_pending pending = { NULL };
	uint64_t size;

	if (pt == NULL || pt->root == NULL) {
		return;
	}
	size = BIT(pt->config.in_bits);
	clear(pt, pt->root, pt->start_level, 0, size, &pending);
	flush(pt, 0, size);
	pool_give_pending(pt->pool, &pending);
	pool_give(pt->pool, pt->root, BIT(root_page_bits(&pt->config)));
	pt->root = NULL;
}

/* Gives the leaves in [@in, @end), which whole leaves fill, new attributes and @valid. */
static void rewrite(struct ptable *pt, uint64_t in, uint64_t end, uint64_t attrs, uint64_t valid)
{
	while (in < end) {
		unsigned int level;
		uint64_t *slot = lookup(pt, in, &level);

		write_entry(slot, (*slot & (DESC_ADDR_MASK | DESC_TABLE)) | attrs | valid);
		in += level_size(level);
	}
}

int ptable_protect(struct ptable *pt, uint64_t in, uint64_t size, uint64_t attrs)
{
	uint64_t changes;
	int err = (attrs & DESC_NOT_ATTRS) != 0 ? VCPU_EINVAL : check_range(pt, in, size);

	if (err == VCPU_OK) {
		err = check_mapped(pt, in, size, attrs, &changes);
	}
	if (err != VCPU_OK || changes == 0) {
		return err;
	}
	split_at(pt, in);
	split_at(pt, in + size);
	if ((changes & ~pt->config.live_attrs) != 0) {
		/* Invalid, but for their place as they will be. */
		rewrite(pt, in, in + size, attrs, 0);
		flush(pt, in, size);
		rewrite(pt, in, in + size, attrs, DESC_VALID);
		return VCPU_OK;
	}
	rewrite(pt, in, in + size, attrs, DESC_VALID);
	flush(pt, in, size);
	return VCPU_OK;
}

int ptable_query(const struct ptable *pt, uint64_t in, struct ptable_leaf *out)
{
	unsigned int level;
	uint64_t desc;

	if (pt->root == NULL) {
		return VCPU_EINVAL;
	}
	if (is_beyond(in, 1, pt->config.in_bits)) {
		return VCPU_ERANGE;
	}
	desc = *lookup(pt, in, &level);
	if (!is_valid(desc)) {
		return VCPU_ENOENT;
	}
	out->out = (desc & DESC_ADDR_MASK) + (in & (level_size(level) - 1));
	out->size_bytes = level_size(level);
	out->attrs = desc & ~DESC_NOT_ATTRS;
	return VCPU_OK;
}
