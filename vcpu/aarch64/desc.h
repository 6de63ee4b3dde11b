/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors with the 4 KiB granule. Source: DDI 0487, "VMSAv8-64 translation table format
 * descriptors" */
#ifndef AARCH64_DESC_H
#define AARCH64_DESC_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/hal.h>

#include "regs.h"

#define ENTRIES        512u
#define DESC_VALID     BIT(0)
#define DESC_TABLE     BIT(1) /* at levels 0 to 2: a table; at level 3: a page */
#define DESC_ADDR_MASK (FIELD(~UINT64_C(0), 47, 12) << 12)
#define DESC_NOT_ATTRS (DESC_ADDR_MASK | DESC_TABLE | DESC_VALID)
#define LAST_LEVEL     3u

/* log2 of what one entry of @level maps. */
static inline unsigned int level_shift(unsigned int level)
{
	return 12 + 9 * (LAST_LEVEL - level);
}

static inline uint64_t level_size(unsigned int level)
{
	return BIT(level_shift(level));
}

static inline bool is_aligned(uint64_t address, unsigned int level)
{
	return (address & (level_size(level) - 1)) == 0;
}

static inline bool is_valid(uint64_t desc)
{
	return (desc & DESC_VALID) != 0;
}

static inline bool is_table(uint64_t desc, unsigned int level)
{
	return level < LAST_LEVEL && is_valid(desc) && (desc & DESC_TABLE) != 0;
}

static inline uint64_t leaf_desc(uint64_t out, uint64_t attrs, unsigned int level)
{
	return out | attrs | (level == LAST_LEVEL ? DESC_TABLE : 0) | DESC_VALID;
}

/* Release: a table that the entry leads to is filled before a walk can reach it. */
static inline void write_entry(uint64_t *slot, uint64_t desc)
{
	__atomic_store_n(slot, desc, __ATOMIC_RELEASE);
}

static inline uint64_t *table_at(uint64_t desc)
{
	return hal_phys_to_virt(desc & DESC_ADDR_MASK);
}

#endif
