/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which VMID an address space has. There are fewer of them than a host may have guests: when none
 * is left, a new generation begins, every entry of the old one leaves every TLB at once, and
 * whoever is bound next gets a new number. The VMIDs that CPUs are using at that moment stay what
 * they are.
 *
 * Source: DDI 0487, "VMID", VTTBR_EL2.VMID, VTCR_EL2.VS
 */
#ifndef VCPU_VMID_H
#define VCPU_VMID_H

#include <stdbool.h>
#include <stdint.h>

#define VMID_CPUS_MAX          64u
#define VMID_POOL_WORDS(bits)  ((1u << (bits)) / 64u) /* of 64 bits, for the pool's map */
#define VMID_POOL_BITS_DEFAULT 8u                     /* what every CPU has */

struct vmid_pool {
	uint64_t generation; /* counts up in steps of 1 << 16, so that 0 is none */
	uint64_t *used;      /* one bit a VMID; bit 0 is always set: VMID 0 is nobody's */
	unsigned int bits;   /* 8 or 16 */
	uint32_t hint;       /* words of @used before this one have none free */
	uint64_t active[VMID_CPUS_MAX];   /* what each CPU has loaded since the generation began */
	uint64_t reserved[VMID_CPUS_MAX]; /* what each had loaded when it began */
	uint32_t lock;
};

struct vmid {
	uint64_t value; /* generation and number; 0: none yet */
};

/**
 * vmid_pool_init - a pool without any VMID in use
 * @used: VMID_POOL_WORDS(@bits) words, written here
 * @bits: 8, or 16 when every CPU has 16-bit VMIDs (ID_AA64MMFR1_EL1.VMIDBits)
 *
 * Returns: VCPU_OK, VCPU_EINVAL (NULL, or @bits neither), VCPU_EUNSUPPORTED (16, and this CPU has
 *          8)
 */
int vmid_pool_init(struct vmid_pool *pool, uint64_t *used, unsigned int bits);

#define VMID_GENERATION_STEP (UINT64_C(1) << 16)
#define VMID_NUMBER_MASK     (VMID_GENERATION_STEP - 1)
#define VMID_ACTIVE_RENEWED  0u /* a generation began since: the number is in reserved[] */

static inline uint64_t vmid_generation(uint64_t value)
{
	return value & ~VMID_NUMBER_MASK;
}

/* By vmid_load() alone: @id has no number of this generation, or one has begun. */
uint64_t vmid_load_slowly(struct vmid_pool *pool, struct vmid *id, uint32_t cpu_id);

/* Takes @value, of a struct vmid, for CPU @cpu_id. False: it is of an earlier generation, or one
 * begins meanwhile: then the exchange fails, or finds what that one left. */
static inline bool vmid_is_loaded(struct vmid_pool *pool, uint64_t value, uint32_t cpu_id)
{
	uint64_t active = __atomic_load_n(&pool->active[cpu_id], __ATOMIC_ACQUIRE);

	return active != VMID_ACTIVE_RENEWED &&
	       vmid_generation(value) == __atomic_load_n(&pool->generation, __ATOMIC_RELAXED) &&
	       __atomic_compare_exchange_n(&pool->active[cpu_id], &active, value, false,
					   __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/**
 * vmid_load - the number under which @id runs on CPU @cpu_id from here on
 * @cpu_id: the CPU that calls, below VMID_CPUS_MAX
 *
 * A new generation invalidates the TLBs of all CPUs (Inner Shareable) and returns only once that is
 * complete. Safe against other CPUs; not to be called by who may have interrupted a call.
 *
 * Returns: 1 to 255, or to 65535; 0: @cpu_id is out of range, nothing has changed
 */
static inline uint16_t vmid_load(struct vmid_pool *pool, struct vmid *id, uint32_t cpu_id)
{
	uint64_t value = __atomic_load_n(&id->value, __ATOMIC_RELAXED);

	if (cpu_id >= VMID_CPUS_MAX) {
		return 0;
	}
	if (!vmid_is_loaded(pool, value, cpu_id)) {
		value = vmid_load_slowly(pool, id, cpu_id);
	}
	return (uint16_t)(value & VMID_NUMBER_MASK);
}

/* CPU @cpu_id, which calls, runs nobody's VMID any more: VTTBR_EL2 has lost it, an ISB included. */
void vmid_unload(struct vmid_pool *pool, uint32_t cpu_id);

/* The number that @id had last, whatever it is now; 0: none yet, so that no TLB can hold anything
 * of it. A caller that has changed tables asks after a DSB: a CPU that loads another number at the
 * same time walks what was changed. */
uint16_t vmid_last(const struct vmid *id);

#endif
