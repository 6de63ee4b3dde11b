/* SPDX-License-Identifier: Apache-2.0 */
/* Pages for tables, taken and given back. */
#ifndef AARCH64_PTABLE_POOL_H
#define AARCH64_PTABLE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include <vcpu/ptable.h>

/* Zeroed pages side by side, aligned to all of them; NULL: there are none. @n_pages: a power of
 * 2. */
uint64_t *pool_take(struct ptable_pool *pool, size_t n_pages);

void pool_give(struct ptable_pool *pool, uint64_t *pages, size_t n_pages);

/*
 * Tables that are unlinked, but that a CPU may walk until the flush. The link is in the first entry
 * of each: the address of a page, so that valid is 0.
 */
struct pool_pending {
	uint64_t *first;
};

void pool_defer(struct pool_pending *pending, uint64_t *page);
void pool_give_pending(struct ptable_pool *pool, struct pool_pending *pending);

#endif
