/* SPDX-License-Identifier: Apache-2.0 */
/* Makes this CPU forget: what runs next finds nothing of its own in caches, TLBs and predictors. */
#ifndef HOST_DISPLACE_H
#define HOST_DISPLACE_H

#include <stdint.h>

/* Finds out how much it takes. While no vCPU is bound: it selects caches in CSSELR_EL1. */
void displace_init(void);

/* Of the memory that is walked: twice the last cache that this CPU knows of, at most
 * DISPLACE_BYTES_MAX. */
uint64_t displace_bytes(void);

#define DISPLACE_BYTES_MAX (UINT64_C(8) << 20)

/* Caches, TLBs of EL1 and EL2, the instruction cache, and branch predictors. Some milliseconds. */
void displace_all(void);

/* DISPLACE_BYTES_MAX of memory for whoever needs to touch much of it, 64-byte aligned. */
extern unsigned char displace_memory[];

/* The size of a data or unified cache in bytes. DDI 0487, "CCSIDR_EL1": @has_ccidx says which of
 * its two forms. */
static inline uint64_t displace_cache_bytes(uint64_t ccsidr, int has_ccidx)
{
	uint64_t line_bytes = UINT64_C(16) << (ccsidr & 7);
	uint64_t ways = (has_ccidx ? ccsidr >> 3 & 0x1fffff : ccsidr >> 3 & 0x3ff) + 1;
	uint64_t sets = (has_ccidx ? ccsidr >> 32 & 0xffffff : ccsidr >> 13 & 0x7fff) + 1;

	return line_bytes * ways * sets;
}

#endif
