/* SPDX-License-Identifier: Apache-2.0 */
/* TLB maintenance in a host unit test: one row each in the log of the fake. */
#ifndef CPU_TLB_H
#define CPU_TLB_H

#include <stdint.h>

#include <fake_cpu.h>
#include <fake_tlb.h>

static inline void cpu_dsb_ishst(void)
{
	fake_cpu_note("dsb_ishst");
}

static inline void cpu_tlbi_ipas2e1is(uint64_t ipa)
{
	fake_tlb_of_vmid("tlbi_ipas2e1is", ipa);
}

static inline void cpu_tlbi_vmalle1is(void)
{
	fake_tlb_of_vmid("tlbi_vmalle1is", FAKE_TLB_NO_IPA);
}

static inline void cpu_tlbi_vmalls12e1is(void)
{
	fake_tlb_of_vmid("tlbi_vmalls12e1is", FAKE_TLB_NO_IPA);
}

static inline void cpu_tlbi_alle1is(void)
{
	fake_tlb_all("tlbi_alle1is");
}

static inline void cpu_ic_ialluis(void)
{
	fake_cpu_note("ic_ialluis");
}

#endif
