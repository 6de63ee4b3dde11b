/* SPDX-License-Identifier: Apache-2.0 */
/* What TLBs hold of an address space. */
#ifndef AARCH64_STAGE2_TLB_H
#define AARCH64_STAGE2_TLB_H

#include <stdint.h>

#include <vcpu/hal.h>
#include <vcpu/stage2.h>

/* VTTBR_EL2 for @s2 under @vmid. */
static inline uint64_t stage2_vttbr(const struct stage2 *s2, uint64_t vmid)
{
	return vmid << 48 | hal_virt_to_phys(s2->table.root);
}

/* stage2_load(), for whoever switches guests. */
static inline uint64_t stage2_load_inline(struct stage2 *s2, uint32_t cpu_id)
{
	return stage2_vttbr(s2, vmid_load(s2->vmids, &s2->vmid, cpu_id));
}

/*
 * Makes what was written into the tables for [@ipa, @ipa + @size) seen by the table walks of all
 * CPUs, and invalidates what their TLBs hold of the range, also of both stages as one. For an
 * address space that never had a VMID there is nothing to invalidate.
 */
void stage2_tlb_flush(const struct stage2 *s2, uint64_t ipa, uint64_t size);

#endif
