/* SPDX-License-Identifier: Apache-2.0 */
/* Cache and TLB maintenance of the host. DDI 0487, "Cache maintenance system instructions". */
#ifndef HOST_CACHE_H
#define HOST_CACHE_H

#include <stdint.h>

#include <vcpu/sysreg.h>

static inline uintptr_t cache_line_bytes(void)
{
	return (uintptr_t)4 << (sysreg_read_ctr_el0() >> 16 & 15);
}

/* Drops lines without writing them back: for memory written while the cache was off. */
static inline void cache_invalidate(const void *start, const void *end)
{
	uintptr_t line = cache_line_bytes();

	cpu_dsb_sy();
	for (uintptr_t at = (uintptr_t)start & ~(line - 1); at < (uintptr_t)end; at += line) {
		__asm__ volatile("dc ivac, %0" : : "r"(at) : "memory");
	}
	cpu_dsb_sy();
}

/* Writes lines back to memory, for whoever reads it with the cache off. */
static inline void cache_clean(const void *start, const void *end)
{
	uintptr_t line = cache_line_bytes();

	for (uintptr_t at = (uintptr_t)start & ~(line - 1); at < (uintptr_t)end; at += line) {
		__asm__ volatile("dc cvac, %0" : : "r"(at) : "memory");
	}
	cpu_dsb_sy();
}

/* Makes what was written visible to a guest that runs with its MMU and caches off, as data and as
 * instructions. */
static inline void cache_publish_code(const void *start, const void *end)
{
	uintptr_t line = cache_line_bytes();

	for (uintptr_t at = (uintptr_t)start & ~(line - 1); at < (uintptr_t)end; at += line) {
		__asm__ volatile("dc civac, %0" : : "r"(at) : "memory");
	}
	cpu_dsb_sy();
	__asm__ volatile("ic ialluis" : : : "memory");
	cpu_dsb_sy();
	cpu_isb();
}

/* TLB and instruction cache of EL2, before its MMU is turned on. */
static inline void cache_forget_el2(void)
{
	__asm__ volatile("tlbi alle2" : : : "memory");
	__asm__ volatile("ic iallu" : : : "memory");
	cpu_dsb_sy();
	cpu_isb();
}

#endif
