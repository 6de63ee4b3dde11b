/* SPDX-License-Identifier: Apache-2.0 */
#include "stage2_tlb.h"

#include <stdbool.h>

#include <cpu/tlb.h>
#include <vcpu/sysreg.h>

#include "regs.h"

/* More than these are not invalidated one by one: every TLBI is a broadcast. */
#define PAGES_MAX 32u

/* What a CPU had before it took another's VMID. */
struct borrowed {
	bool is_changed;
	uint64_t tcr_el1;
	uint64_t sctlr_el1;
	uint64_t vtcr_el2;
	uint64_t vttbr_el2;
};

/*
 * TLBI means the VMID in VTTBR_EL2. A CPU that speculates (AT or a load, at EL1 or as if) must not
 * walk one guest's stage 1 with another's stage 2 and keep that under the other's VMID: before
 * VTTBR_EL2 changes no walk can begin. EPD forbids walks of stage 1, and with stage 1 on there are
 * none of stage 2 alone. VTCR_EL2 changes too, because its VS says how wide a VMID is.
 * Source: Cortex-A57 erratum 1319537, Cortex-A72 erratum 1319367; DDI 0487, "Use of out-of-context
 * translation regimes"
 */
static void borrow_vmid(const struct stage2 *s2, uint64_t vttbr, struct borrowed *old)
{
	uint64_t vtcr = stage2_vtcr(s2);

	old->vtcr_el2 = sysreg_read_vtcr_el2();
	old->vttbr_el2 = sysreg_read_vttbr_el2();
	old->is_changed = old->vttbr_el2 != vttbr || old->vtcr_el2 != vtcr;
	if (!old->is_changed) {
		return;
	}
	old->tcr_el1 = sysreg_read_tcr_el1();
	old->sctlr_el1 = sysreg_read_sctlr_el1();
	sysreg_write_tcr_el1(old->tcr_el1 | TCR_EL1_EPD0 | TCR_EL1_EPD1);
	cpu_isb();
	sysreg_write_sctlr_el1(old->sctlr_el1 | SCTLR_EL1_M);
	cpu_isb();
	sysreg_write_vtcr_el2(vtcr);
	sysreg_write_vttbr_el2(vttbr);
	cpu_isb();
}

static void return_vmid(const struct borrowed *old)
{
	if (old->is_changed) {
		sysreg_write_vtcr_el2(old->vtcr_el2);
		sysreg_write_vttbr_el2(old->vttbr_el2);
		cpu_isb();
		sysreg_write_sctlr_el1(old->sctlr_el1);
		cpu_isb();
		sysreg_write_tcr_el1(old->tcr_el1);
	}
	cpu_isb();
}

static void invalidate(uint64_t ipa, uint64_t size)
{
	if (size > (uint64_t)PAGES_MAX * PTABLE_PAGE_SIZE) {
		cpu_tlbi_vmalls12e1is();
	} else {
		for (uint64_t at = ipa; at < ipa + size; at += PTABLE_PAGE_SIZE) {
			cpu_tlbi_ipas2e1is(at);
		}
		/* By IPA reaches stage 2 only. What holds both stages as one is found by VA, which
		 * nobody knows: all of it goes, and not before what it could be made from again. */
		cpu_dsb_ish();
		cpu_tlbi_vmalle1is();
	}
	cpu_dsb_ish();
}

void stage2_tlb_flush(const struct stage2 *s2, uint64_t ipa, uint64_t size)
{
	struct borrowed old = { 0 };
	uint64_t vmid;

	/* Not ISHST: vmid_last() has to be read after it. */
	cpu_dsb_ish();
	vmid = vmid_last(&s2->vmid);
	if (vmid == 0) {
		return;
	}
	borrow_vmid(s2, stage2_vttbr(s2, vmid), &old);
	invalidate(ipa, size);
	return_vmid(&old);
}
