/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Translation tables with the 4 KiB granule over caller-provided memory: the walk that stage 2 and
 * an embedding hypervisor's own EL2 map share. What the attributes mean is the caller's business.
 *
 * Not thread safe: one CPU at a time changes a table, or any table of the same pool. Others may
 * walk it meanwhile: every entry is written as a whole, and a table is filled before it is linked.
 *
 * Source: DDI 0487, "VMSAv8-64 translation table format descriptors"; "Using break-before-make when
 * updating translation table entries"
 */
#ifndef VCPU_PTABLE_H
#define VCPU_PTABLE_H

#include <stddef.h>
#include <stdint.h>

#define PTABLE_PAGE_SIZE      4096u
#define PTABLE_ROOT_PAGES_MAX 16u

struct ptable;
struct ptable_pool_page;

struct ptable_pool { /* pages that tables are taken from and given back to */
	struct ptable_pool_page *free;
	size_t n_free;
};

struct ptable_config {
	unsigned int in_bits;  /* width of an input address */
	unsigned int out_bits; /* and of an output address, at most 48 */
	unsigned int levels;   /* 2 to 4 */
	uint64_t live_attrs;   /* bits of @attrs that may change while a CPU uses the entry */

	/* Entries for [in, in + size) have changed or gone: returns once every CPU sees that in
	 * memory and no TLB holds what was there before. NULL: no CPU walks the table yet. */
	void (*flush)(struct ptable *pt, uint64_t in, uint64_t size);
};

struct ptable {
	uint64_t *root; /* NULL after ptable_destroy() */
	unsigned int start_level;
	struct ptable_config config;
	struct ptable_pool *pool;
};

struct ptable_leaf {         /* a block or page */
	uint64_t out;        /* of the address that was asked for */
	uint64_t size_bytes; /* 4 KiB, 2 MiB or 1 GiB */
	uint64_t attrs;
};

/**
 * ptable_pool_init - a pool of free pages
 * @pages: page aligned, @n_pages of them. What they hold does not matter: a page is zeroed when
 *         taken. For roots of several pages: physical addresses are side by side and aligned as
 *         these are
 *
 * Returns: VCPU_OK, VCPU_EINVAL (NULL, or not aligned)
 */
int ptable_pool_init(struct ptable_pool *pool, void *pages, size_t n_pages);

/**
 * ptable_init - an empty table
 * @config: in_bits of 22 to 34 with 2 levels, 31 to 43 with 3, 40 to 48 with 4. More than 30, 39
 *          and 48 need a root of 2, 4, 8 or 16 pages side by side, which only stage 2 has
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  a NULL pointer, or a width that the levels do not give
 *          VCPU_ENOMEM  no page for the root, or none side by side
 *          On every error @pt has not changed.
 */
int ptable_init(struct ptable *pt, struct ptable_pool *pool, const struct ptable_config *config);

/* Gives every page back. No CPU walks it any more; what is left in TLBs is flushed. Nothing, when
 * NULL or destroyed. */
void ptable_destroy(struct ptable *pt);

/**
 * ptable_map - map [@in, @in + @size) to [@out, @out + @size)
 * @attrs: descriptor bits other than address, valid and type; AF included
 *
 * Uses 1 GiB and 2 MiB blocks where alignment allows. Only adds entries and does not flush; the
 * caller makes them visible to other CPUs with a barrier.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  destroyed, not page aligned, or empty, or @attrs with a bit that it must
 *                       not have
 *          VCPU_ERANGE  beyond the width of input or output addresses
 *          VCPU_EEXIST  something there is mapped already
 *          VCPU_ENOMEM  too few pages in the pool
 *          On every error nothing has changed.
 */
int ptable_map(struct ptable *pt, uint64_t in, uint64_t out, uint64_t size, uint64_t attrs);

/**
 * ptable_unmap - remove what maps [@in, @in + @size)
 *
 * A block that reaches beyond the range is split first; for a moment nothing maps what it mapped.
 * Tables that became empty are given back.
 *
 * Returns: as ptable_map(), but
 *          VCPU_ENOENT  some of it is not mapped
 *          VCPU_ENOMEM  too few pages for splitting
 */
int ptable_unmap(struct ptable *pt, uint64_t in, uint64_t size);

/**
 * ptable_protect - give what maps [@in, @in + @size) other @attrs
 *
 * If others than the configuration's live_attrs change, nothing maps the range for a moment.
 *
 * Returns: as ptable_unmap()
 */
int ptable_protect(struct ptable *pt, uint64_t in, uint64_t size, uint64_t attrs);

/* What maps @in. VCPU_OK, VCPU_ERANGE, VCPU_ENOENT; @out is written only on success. */
int ptable_query(const struct ptable *pt, uint64_t in, struct ptable_leaf *out);

#endif
