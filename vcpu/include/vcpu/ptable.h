/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Translation tables with the 4 KiB granule over caller-provided memory: the walk that stage 2 and an
 * embedding hypervisor's own EL2 map share. What the attributes mean is the caller's business.
 *
 * Source: DDI 0487, "VMSAv8-64 translation table format descriptors"
 */
#ifndef VCPU_PTABLE_H
#define VCPU_PTABLE_H

#include <stddef.h>
#include <stdint.h>

#define PTABLE_PAGE_SIZE 4096u

struct ptable_pool { /* zeroed pages that tables are taken from; never given back */
	unsigned char *next;
	size_t n_free;
};

struct ptable {
	uint64_t *root;
	unsigned int start_level; /* 0 to 2 */
	unsigned int in_bits;     /* width of an input address; one root page covers it */
	struct ptable_pool *pool;
};

/* @pages: page aligned, @n_pages of them; zeroed here. */
void ptable_pool_init(struct ptable_pool *pool, void *pages, size_t n_pages);

/**
 * ptable_init - an empty table for input addresses of @in_bits bits
 * @in_bits: 22 to 48; the start level follows so that the root is one page
 *
 * Returns: VCPU_OK, VCPU_EINVAL, VCPU_ENOMEM
 */
int ptable_init(struct ptable *pt, struct ptable_pool *pool, unsigned int in_bits);

/**
 * ptable_map - map [@in, @in + @size) to [@out, @out + @size)
 * @attrs: descriptor bits other than address, valid and type; AF included
 *
 * Uses 1 GiB and 2 MiB blocks where alignment allows.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  not page aligned, or empty
 *          VCPU_ERANGE  beyond @in_bits, or beyond 48 bits of output
 *          VCPU_EEXIST  something there is mapped already
 *          VCPU_ENOMEM  the pool is empty
 *          On an error what was mapped before the faulty place stays mapped.
 */
int ptable_map(struct ptable *pt, uint64_t in, uint64_t out, uint64_t size, uint64_t attrs);

#endif
