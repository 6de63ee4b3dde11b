/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLB and instruction-cache maintenance of the EL1 and EL0 regime that reaches every CPU of the
 * Inner Shareable domain. None is complete before a DSB ISH, none ordered after stores without one.
 * Source: DDI 0487, "TLB maintenance instructions"
 */
#ifndef CPU_TLB_H
#define CPU_TLB_H

#include <stdint.h>

static inline void cpu_dsb_ishst(void)
{
	__asm__ volatile("dsb ishst" : : : "memory");
}

/* Stage 2 of one page, at any level, with the VMID in VTTBR_EL2. */
static inline void cpu_tlbi_ipas2e1is(uint64_t ipa)
{
	__asm__ volatile("tlbi ipas2e1is, %0" : : "r"(ipa >> 12) : "memory");
}

/* Stage 1, and both stages as one, with the VMID in VTTBR_EL2. */
static inline void cpu_tlbi_vmalle1is(void)
{
	__asm__ volatile("tlbi vmalle1is" : : : "memory");
}

/* Both stages, with the VMID in VTTBR_EL2. */
static inline void cpu_tlbi_vmalls12e1is(void)
{
	__asm__ volatile("tlbi vmalls12e1is" : : : "memory");
}

/* Both stages, every VMID. */
static inline void cpu_tlbi_alle1is(void)
{
	__asm__ volatile("tlbi alle1is" : : : "memory");
}

static inline void cpu_ic_ialluis(void)
{
	__asm__ volatile("ic ialluis" : : : "memory");
}

#endif
