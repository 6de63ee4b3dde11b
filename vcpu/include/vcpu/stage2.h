/* SPDX-License-Identifier: Apache-2.0 */
/* A guest's physical memory: stage-2 translation over caller-provided memory. */
#ifndef VCPU_STAGE2_H
#define VCPU_STAGE2_H

#include <stdint.h>

#include <vcpu/ptable.h>

enum stage2_memory {
	STAGE2_NORMAL_RWX,
	STAGE2_NORMAL_RO,
	STAGE2_DEVICE_RW, /* Device-nGnRE, never executable */
};

struct stage2 {
	struct ptable table;
	unsigned int ipa_bits;
	unsigned int pa_range; /* ID_AA64MMFR0_EL1.PARange, at most 48 bits' */
	uint16_t vmid;
};

/**
 * stage2_init - an empty guest-physical address space
 * @vmid: 0 to 255
 *
 * The IPA width is 39 bits, or what this CPU's PARange gives when that is less, so that VTCR_EL2's
 * T0SZ, SL0 and PS agree and the root is one page.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL      @vmid out of range
 *          VCPU_EUNSUPPORTED  no 4 KiB granule, or an unknown PARange
 *          VCPU_ENOMEM      the pool is empty
 */
int stage2_init(struct stage2 *s2, struct ptable_pool *pool, unsigned int vmid);

/* Errors as ptable_map(). Only adds entries, so it needs no TLB invalidation, but a barrier: it ends
 * with one. */
int stage2_map(struct stage2 *s2, uint64_t ipa, uint64_t pa, uint64_t size,
	       enum stage2_memory memory);

uint64_t stage2_vtcr(const struct stage2 *s2);
uint64_t stage2_vttbr(const struct stage2 *s2);

#endif
