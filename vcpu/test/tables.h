/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for translation tables, and a walk of its own: what a processor would find there. */
#ifndef TEST_TABLES_H
#define TEST_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/ptable.h>

#define TABLES_PAGES 64u
/* Not the host's addresses, and near the end of 48 bits: a pointer in a table would be noticed. */
#define TABLES_PHYS UINT64_C(0x0000ffffffa00000)

#define TABLES_WALK_NONE UINT64_MAX /* no translation */

struct tables_leaf {
	uint64_t out;        /* output address, TABLES_WALK_NONE: none */
	uint64_t descriptor; /* of the block or page */
	unsigned int level;  /* of the block or page */
};

/* Resets the fake CPU and HAL and hands out @n_pages dirty pages, which the pool must clear. */
void tables_pool(struct ptable_pool *pool, unsigned int n_pages);

/* Keeps what is in all of the memory, and fails the test if it is not the same any more. */
void tables_keep(void);
void tables_assert_kept(void);

/* As VMSAv8-64 with the 4 KiB granule, from the table at physical @root, whose level is @level.
 * Fails the test on a reserved descriptor or a table outside the memory that was handed out. */
struct tables_leaf tables_walk(uint64_t root, unsigned int level, uint64_t in);

/*
 * As a processor with @pa_bits of physical address walks for a guest's access to @ipa: everything
 * is read from VTCR_EL2 and VTTBR_EL2. Fails the test where their fields do not agree with each
 * other or with the processor, as each makes every access of the guest a fault.
 */
struct tables_leaf tables_walk_stage2(uint64_t vtcr, uint64_t vttbr, unsigned int pa_bits,
				      uint64_t ipa);

/* tables_walk() of @pt. */
struct tables_leaf tables_leaf(const struct ptable *pt, uint64_t in);

/* And only the output address. */
uint64_t tables_out(const struct ptable *pt, uint64_t in);

/* The level of the block or page that @in is in. */
unsigned int tables_level(const struct ptable *pt, uint64_t in);

#endif
