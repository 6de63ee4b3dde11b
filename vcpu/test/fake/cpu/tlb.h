/* SPDX-License-Identifier: Apache-2.0 */
/* TLB maintenance in a host unit test: one row each in the log of the fake. */
#ifndef CPU_TLB_H
#define CPU_TLB_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include <fake_cpu.h>

static inline void cpu_dsb_ishst(void)
{
	fake_cpu_note("dsb_ishst");
}

static inline void cpu_tlbi_ipas2e1is(uint64_t ipa)
{
	char event[40];

	(void)snprintf(event, sizeof(event), "tlbi_ipas2e1is:%#" PRIx64, ipa);
	fake_cpu_note(event);
}

static inline void cpu_tlbi_vmalle1is(void)
{
	fake_cpu_note("tlbi_vmalle1is");
}

static inline void cpu_tlbi_vmalls12e1is(void)
{
	fake_cpu_note("tlbi_vmalls12e1is");
}

static inline void cpu_tlbi_alle1is(void)
{
	fake_cpu_note("tlbi_alle1is");
}

static inline void cpu_ic_ialluis(void)
{
	fake_cpu_note("ic_ialluis");
}

#endif
