/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest's physical memory: stage-2 translation with the 4 KiB granule over caller-provided
 * memory. Not thread safe: one CPU at a time changes an address space, or any of those whose tables
 * come from the same pool. It has been enabled with vcpu_pcpu_enable(). Others may run in it
 * meanwhile.
 *
 * Every change is complete when the call returns: the entries are visible to the table walk of
 * every CPU, and what changed has left every TLB (break-before-make where the architecture demands
 * it). While a block is split or a type of memory changes, nothing maps what it is about for a
 * moment: a guest that runs on another CPU may exit with a page fault at an address that
 * stage2_query() then finds mapped. It is resumed.
 * Source: DDI 0487, "TLB maintenance requirements"; "Using break-before-make when updating
 * translation table entries"
 */
#ifndef VCPU_STAGE2_H
#define VCPU_STAGE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vcpu/ptable.h>
#include <vcpu/vmid.h>

enum stage2_memory {
	STAGE2_NORMAL_RWX,
	STAGE2_NORMAL_RW, /* never executable */
	STAGE2_NORMAL_RX,
	STAGE2_NORMAL_RO, /* neither written nor executed */
	STAGE2_DEVICE_RW, /* Device-nGnRE, never executable */
	STAGE2_DEVICE_RO,
	STAGE2_MEMORIES,
};

struct stage2 {
	struct ptable table;
	uint32_t last_vcpu[VMID_CPUS_MAX]; /* number of the vCPU that each CPU had last, 0: none */
	struct vmid_pool *vmids;
	struct vmid vmid;
	unsigned int ipa_bits;
	unsigned int pa_range; /* ID_AA64MMFR0_EL1.PARange, at most 48 bits' */
	uint64_t vtcr_el2;
};

/* Made by stage2_init(), and not destroyed. */
static inline bool stage2_is_there(const struct stage2 *s2)
{
	return s2 != NULL && s2->table.root != NULL;
}

struct stage2_mapping {
	uint64_t pa;         /* of the address that was asked for */
	uint64_t size_bytes; /* of the block or page that maps it: 4 KiB, 2 MiB or 1 GiB */
	enum stage2_memory memory;
};

/* Most bits of guest-physical address that this CPU has: 32 to 48. 0: stage2_init() cannot serve
 * it. */
unsigned int stage2_ipa_bits_max(void);

/* 4 where this CPU can begin at level 0 (44 bits of physical address and more), else 3. 0: as
 * above. */
unsigned int stage2_levels_max(void);

/**
 * stage2_init - an empty guest-physical address space
 * @ipa_bits: 32 to stage2_ipa_bits_max()
 * @levels:   3, 4, or 0 for the fewest that give @ipa_bits. 3 levels reach 39 bits with a root of
 *            one page, and up to 43 with 2 to 16 pages side by side; 4 levels need at least 40 bits
 *
 * VTCR_EL2's T0SZ, SL0 and PS follow from both and agree.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL       a NULL pointer, @vmids not initialised, or @levels is not 0, 3 or 4,
 *                            or cannot give @ipa_bits
 *          VCPU_ERANGE       @ipa_bits below 32 or above what this CPU has
 *          VCPU_EUNSUPPORTED no 4 KiB granule, an unknown PARange, or no start at level 0
 *          VCPU_ENOMEM       the pool has no room for the root
 *          On every error @s2 has not changed.
 * Source: DDI 0487, VTCR_EL2; "Concatenated translation tables"
 */
int stage2_init(struct stage2 *s2, struct ptable_pool *pool, struct vmid_pool *vmids,
		unsigned int ipa_bits, unsigned int levels);

/* Gives every page back. No CPU has it loaded. What its VMID left in TLBs is invalidated. Once is
 * enough; it can be made anew with stage2_init(). */
void stage2_destroy(struct stage2 *s2);

/**
 * stage2_map - map [@ipa, @ipa + @size) to [@pa, @pa + @size)
 *
 * Uses 1 GiB and 2 MiB blocks where alignment allows. Only adds entries, so it needs no TLB
 * invalidation, but a barrier.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  @s2 is NULL, not page aligned, empty, or @memory unknown
 *          VCPU_ERANGE  beyond the guest's address space, or @pa beyond the CPU's
 *          VCPU_EEXIST  something there is mapped already
 *          VCPU_ENOMEM  too few pages for the tables
 *          On every error nothing has changed.
 */
int stage2_map(struct stage2 *s2, uint64_t ipa, uint64_t pa, uint64_t size,
	       enum stage2_memory memory);

/**
 * stage2_unmap - remove what maps [@ipa, @ipa + @size)
 *
 * A block that reaches beyond the range is split first. Table pages that became empty go back.
 *
 * Returns: as stage2_map(), but
 *          VCPU_ENOENT  some of it is not mapped
 *          VCPU_ENOMEM  no page for splitting
 */
int stage2_unmap(struct stage2 *s2, uint64_t ipa, uint64_t size);

/* Gives what is mapped at [@ipa, @ipa + @size) other access or type. Errors as stage2_unmap(). */
int stage2_protect(struct stage2 *s2, uint64_t ipa, uint64_t size, enum stage2_memory memory);

/* What maps @ipa, which need not be aligned. VCPU_OK, VCPU_EINVAL (NULL), VCPU_ERANGE, VCPU_ENOENT;
 * @out is written only on success. */
int stage2_query(const struct stage2 *s2, uint64_t ipa, struct stage2_mapping *out);

/* VTCR_EL2 for this address space. */
static inline uint64_t stage2_vtcr(const struct stage2 *s2)
{
	return s2->vtcr_el2;
}

/* VTTBR_EL2 for CPU @cpu_id, which calls, to run in it from here on: its VMID is made current. VMID
 * 0, which is nobody's: @cpu_id is not below VMID_CPUS_MAX. */
uint64_t stage2_load(struct stage2 *s2, uint32_t cpu_id);

/* The end of it, once VTTBR_EL2 holds another VMID, nobody's included, and an ISB has followed. */
void stage2_unload(struct stage2 *s2, uint32_t cpu_id);

#endif
