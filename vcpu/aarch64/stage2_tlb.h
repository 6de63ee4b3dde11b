/* SPDX-License-Identifier: Apache-2.0 */
/* What TLBs hold of an address space. */
#ifndef AARCH64_STAGE2_TLB_H
#define AARCH64_STAGE2_TLB_H

#include <stdint.h>

#include <vcpu/stage2.h>

/*
 * Makes what was written into the tables for [@ipa, @ipa + @size) seen by the table walks of all CPUs,
 * and invalidates what their TLBs hold of the range, also of both stages as one. For an address space
 * that never had a VMID there is nothing to invalidate.
 */
void stage2_tlb_flush(const struct stage2 *s2, uint64_t ipa, uint64_t size);

#endif
