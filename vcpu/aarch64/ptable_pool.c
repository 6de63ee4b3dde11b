/* SPDX-License-Identifier: Apache-2.0 */
#include "ptable_pool.h"

#include <stdbool.h>

#include <vcpu/status.h>

#define PAGE_WORDS (PTABLE_PAGE_SIZE / sizeof(uint64_t))

struct ptable_pool_page {
	struct ptable_pool_page *next;
};

int ptable_pool_init(struct ptable_pool *pool, void *pages, size_t n_pages)
{
	if (pool == NULL || pages == NULL || (uintptr_t)pages % PTABLE_PAGE_SIZE != 0) {
		return VCPU_EINVAL;
	}
	pool->free = NULL;
	pool->n_free = 0;
	pool_give(pool, pages, n_pages);
	return VCPU_OK;
}

/* The first is taken first: a pool that nothing came back to yet gives pages in ascending order. */
void pool_give(struct ptable_pool *pool, uint64_t *pages, size_t n_pages)
{
	for (size_t i = n_pages; i > 0; i--) {
		struct ptable_pool_page *page = (void *)(pages + (i - 1) * PAGE_WORDS);

		page->next = pool->free;
		pool->free = page;
	}
	pool->n_free += n_pages;
}

static bool is_inside(const struct ptable_pool_page *page, uintptr_t start, size_t n_pages)
{
	return (uintptr_t)page - start < n_pages * PTABLE_PAGE_SIZE;
}

static size_t count_free(const struct ptable_pool *pool, uintptr_t start, size_t n_pages)
{
	size_t n = 0;

	for (const struct ptable_pool_page *page = pool->free; page != NULL; page = page->next) {
		n += is_inside(page, start, n_pages) ? 1 : 0;
	}
	return n;
}

/* Slow when many are free, but only a root has more than one page. */
static struct ptable_pool_page *find(const struct ptable_pool *pool, size_t n_pages)
{
	for (struct ptable_pool_page *page = pool->free; page != NULL; page = page->next) {
		if ((uintptr_t)page % (n_pages * PTABLE_PAGE_SIZE) == 0 &&
		    (n_pages == 1 || count_free(pool, (uintptr_t)page, n_pages) == n_pages)) {
			return page;
		}
	}
	return NULL;
}

uint64_t *pool_take(struct ptable_pool *pool, size_t n_pages)
{
	struct ptable_pool_page *found = find(pool, n_pages);
	struct ptable_pool_page **link = &pool->free;
	uint64_t *words = (void *)found;
	size_t n_left = n_pages;

	if (found == NULL) {
		return NULL;
	}
	while (n_left > 0) {
		if (is_inside(*link, (uintptr_t)found, n_pages)) {
			*link = (*link)->next;
			n_left--;
		} else {
			link = &(*link)->next;
		}
	}
	pool->n_free -= n_pages;
	for (size_t i = 0; i < n_pages * PAGE_WORDS; i++) {
		words[i] = 0;
	}
	return words;
}

void pool_defer(struct pool_pending *pending, uint64_t *page)
{
	__atomic_store_n(page, (uintptr_t)pending->first, __ATOMIC_RELAXED);
	pending->first = page;
}

void pool_give_pending(struct ptable_pool *pool, struct pool_pending *pending)
{
	uint64_t *page = pending->first;

	while (page != NULL) {
		uint64_t *next = (uint64_t *)(uintptr_t)*page;

		pool_give(pool, page, 1);
		page = next;
	}
	pending->first = NULL;
}
