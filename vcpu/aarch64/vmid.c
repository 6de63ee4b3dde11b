/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/vmid.h>

#include <stdbool.h>
#include <stddef.h>

#include <cpu/tlb.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "lock.h"
#include "regs.h"

#define WORD_BITS     64u
#define VMIDBITS_16   2u /* ID_AA64MMFR1_EL1.VMIDBits */
#define VALUE_NONE    0u
#define ACTIVE_NOBODY VMID_GENERATION_STEP /* number 0, which no value has */

static void set_used(struct vmid_pool *pool, uint64_t value)
{
	uint64_t number = value & VMID_NUMBER_MASK;

	pool->used[number / WORD_BITS] |= BIT(number % WORD_BITS);
}

static void clear_used(struct vmid_pool *pool)
{
	for (uint32_t i = 0; i < VMID_POOL_WORDS(pool->bits); i++) {
		pool->used[i] = 0;
	}
	pool->hint = 0;
	set_used(pool, 0);
}

int vmid_pool_init(struct vmid_pool *pool, uint64_t *used, unsigned int bits)
{
	if (pool == NULL || used == NULL || (bits != 8 && bits != 16)) {
		return VCPU_EINVAL;
	}
	if (bits == 16 && FIELD(sysreg_read_id_aa64mmfr1_el1(), 7, 4) != VMIDBITS_16) {
		return VCPU_EUNSUPPORTED;
	}
	*pool = (struct vmid_pool){
		.generation = VMID_GENERATION_STEP,
		.used = used,
		.bits = bits,
	};
	clear_used(pool);
	return VCPU_OK;
}

/* 0: all are used. */
static uint64_t find_free(struct vmid_pool *pool)
{
	/* In front of the hint all are used: numbers are given in ascending order. */
	for (; pool->hint < VMID_POOL_WORDS(pool->bits); pool->hint++) {
		uint64_t free = ~pool->used[pool->hint];

		if (free != 0) {
			return pool->hint * WORD_BITS + (unsigned int)__builtin_ctzll(free);
		}
	}
	return 0;
}

/* What a CPU runs stays its own: it does not notice the new generation before its next load. */
static void begin_generation(struct vmid_pool *pool)
{
	/* Before the exchanges: who finds its active[] renewed must find the generation new. */
	__atomic_store_n(&pool->generation, pool->generation + VMID_GENERATION_STEP,
			 __ATOMIC_RELAXED);
	clear_used(pool);
	for (uint32_t i = 0; i < VMID_CPUS_MAX; i++) {
		uint64_t value = __atomic_exchange_n(&pool->active[i], VMID_ACTIVE_RENEWED,
						     __ATOMIC_ACQ_REL);

		/* Has loaded nothing since the last generation began: runs what it ran then. */
		if (value == VMID_ACTIVE_RENEWED) {
			value = pool->reserved[i];
		}
		pool->reserved[i] = value;
		set_used(pool, value);
	}
	cpu_dsb_ishst();
	cpu_tlbi_alle1is();
	/* Instruction caches may be tagged with VMIDs, too. */
	cpu_ic_ialluis();
	cpu_dsb_ish();
	cpu_isb();
}

/* @value in the current generation, if a CPU ran it when that began. Else 0. */
static uint64_t renew_reserved(struct vmid_pool *pool, uint64_t value)
{
	uint64_t renewed = pool->generation | (value & VMID_NUMBER_MASK);
	bool is_reserved = false;

	if (value == VALUE_NONE) {
		return VALUE_NONE;
	}
	/* All of them: several CPUs may have run it, and each is looked at when the next one
	 * begins. */
	for (uint32_t i = 0; i < VMID_CPUS_MAX; i++) {
		if (pool->reserved[i] == value) {
			pool->reserved[i] = renewed;
			is_reserved = true;
		}
	}
	return is_reserved ? renewed : VALUE_NONE;
}

static uint64_t new_value(struct vmid_pool *pool, uint64_t old)
{
	uint64_t value = renew_reserved(pool, old);
	uint64_t number;

	if (value != VALUE_NONE) {
		return value;
	}
	number = find_free(pool);
	if (number == 0) {
		begin_generation(pool);
		/* More numbers than CPUs: one is free. */
		number = find_free(pool);
	}
	set_used(pool, number);
	return pool->generation | number;
}

uint64_t vmid_load_slowly(struct vmid_pool *pool, struct vmid *id, uint32_t cpu_id)
{
	uint64_t value;

	lock_take(&pool->lock);
	value = id->value;
	if (vmid_generation(value) != pool->generation) {
		value = new_value(pool, value);
		__atomic_store_n(&id->value, value, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&pool->active[cpu_id], value, __ATOMIC_RELAXED);
	lock_give(&pool->lock);
	/* Before a walk with the new number: whoever then changes the tables without having seen it
	 * has changed them before the walk (vmid_last()). */
	cpu_dsb_ish();
	return value;
}

void vmid_unload(struct vmid_pool *pool, uint32_t cpu_id)
{
	if (cpu_id < VMID_CPUS_MAX) {
		/* An exchange: the next load here must not miss a generation that this one
		 * overwrites. */
		__atomic_exchange_n(&pool->active[cpu_id], ACTIVE_NOBODY, __ATOMIC_ACQ_REL);
	}
}

uint16_t vmid_last(const struct vmid *id)
{
	return (uint16_t)(__atomic_load_n(&id->value, __ATOMIC_RELAXED) & VMID_NUMBER_MASK);
}
