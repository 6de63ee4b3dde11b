/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/stage2.h>

#include <stdbool.h>
#include <stddef.h>

#include <cpu/tlb.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "regs.h"
#include "stage2_tlb.h"

/* Stage-2 descriptor attributes. Source: DDI 0487, "VMSAv8-64 translation table format
 * descriptors" */
#define S2_MEMATTR_NORMAL_WB (UINT64_C(0xf) << 2)
#define S2_MEMATTR_DEVICE    (UINT64_C(0x1) << 2) /* Device-nGnRE */
#define S2_AP_RO             BIT(6)
#define S2_AP_RW             (BIT(7) | BIT(6))
#define S2_SH_INNER          (BIT(9) | BIT(8))
#define S2_AF                BIT(10)
#define S2_XN                BIT(54)
#define S2_NORMAL            (S2_AF | S2_SH_INNER | S2_MEMATTR_NORMAL_WB)
#define S2_DEVICE            (S2_AF | S2_MEMATTR_DEVICE | S2_XN)

/* VTCR_EL2 */
#define VTCR_T0SZ(bits) (UINT64_C(64) - (bits))
#define VTCR_SL0_SHIFT  6
#define VTCR_IRGN0_WB   BIT(8)
#define VTCR_ORGN0_WB   BIT(10)
#define VTCR_SH0_INNER  (BIT(13) | BIT(12))
#define VTCR_PS_SHIFT   16
#define VTCR_VS         BIT(19) /* VMIDs of 16 bits */
#define VTCR_RES1       BIT(31)

#define IPA_BITS_MIN          32u
#define IPA_BITS_MIN_4_LEVELS 40u
#define IPA_BITS_MAX_3_LEVELS 43u /* 16 root pages side by side */
#define PA_BITS_MIN_4_LEVELS  44u /* less, and VTCR_EL2.SL0 cannot say level 0 */

/* ID_AA64MMFR0_EL1.PARange. 52 bits need descriptors of another form; 48 are enough. */
static const uint8_t pa_bits[] = { 32, 36, 40, 42, 44, 48 };
#define PARANGE_48 5u
#define PARANGE_52 6u

static const uint64_t memory_attrs[STAGE2_MEMORIES] = {
	[STAGE2_NORMAL_RWX] = S2_NORMAL | S2_AP_RW,
	[STAGE2_NORMAL_RW] = S2_NORMAL | S2_AP_RW | S2_XN,
	[STAGE2_NORMAL_RX] = S2_NORMAL | S2_AP_RO,
	[STAGE2_NORMAL_RO] = S2_NORMAL | S2_AP_RO | S2_XN,
	[STAGE2_DEVICE_RW] = S2_DEVICE | S2_AP_RW,
	[STAGE2_DEVICE_RO] = S2_DEVICE | S2_AP_RO,
};

/* ID_AA64MMFR0_EL1.TGran4_2 is stage 2's: 0 as TGran4 (0xf: absent), 1 absent, others present. */
static bool has_4k_granule(uint64_t mmfr0)
{
	uint64_t stage2 = FIELD(mmfr0, 43, 40);

	return stage2 == 0 ? FIELD(mmfr0, 31, 28) != 0xf : stage2 != 1;
}

/* False: stage 2 of this kind is not to be had. */
static bool read_pa_range(unsigned int *pa_range)
{
	uint64_t mmfr0 = sysreg_read_id_aa64mmfr0_el1();
	unsigned int range = (unsigned int)FIELD(mmfr0, 3, 0);

	*pa_range = range == PARANGE_52 ? PARANGE_48 : range;
	return has_4k_granule(mmfr0) && range <= PARANGE_52;
}

unsigned int stage2_ipa_bits_max(void)
{
	unsigned int pa_range;

	return read_pa_range(&pa_range) ? pa_bits[pa_range] : 0;
}

unsigned int stage2_levels_max(void)
{
	unsigned int bits = stage2_ipa_bits_max();

	if (bits == 0) {
		return 0;
	}
	return bits >= PA_BITS_MIN_4_LEVELS ? 4 : 3;
}

static void flush(struct ptable *pt, uint64_t in, uint64_t size)
{
	const struct stage2 *s2 =
		(const void *)((const unsigned char *)pt - offsetof(struct stage2, table));

	stage2_tlb_flush(s2, in, size);
}

static int check_levels(unsigned int ipa_bits, unsigned int levels, unsigned int bits_max)
{
	if (levels == 3) {
		return ipa_bits <= IPA_BITS_MAX_3_LEVELS ? VCPU_OK : VCPU_EINVAL;
	}
	if (levels != 4 || ipa_bits < IPA_BITS_MIN_4_LEVELS) {
		return VCPU_EINVAL;
	}
	return bits_max >= PA_BITS_MIN_4_LEVELS ? VCPU_OK : VCPU_EUNSUPPORTED;
}

static uint64_t make_vtcr(const struct stage2 *s2)
{
	/* SL0 with the 4 KiB granule: 0 starts at level 2, 1 at level 1, 2 at level 0. */
	uint64_t sl0 = 2 - s2->table.start_level;

	return VTCR_RES1 | (s2->vmids->bits == 16 ? VTCR_VS : 0) |
	       (uint64_t)s2->pa_range << VTCR_PS_SHIFT | VTCR_SH0_INNER | VTCR_ORGN0_WB |
	       VTCR_IRGN0_WB | sl0 << VTCR_SL0_SHIFT | VTCR_T0SZ(s2->ipa_bits);
}

int stage2_init(struct stage2 *s2, struct ptable_pool *pool, struct vmid_pool *vmids,
		unsigned int ipa_bits, unsigned int levels)
{
	struct ptable_config config = {
		.in_bits = ipa_bits,
		.levels = levels,
		.live_attrs = S2_AP_RW | S2_XN,
		.flush = flush,
	};
	unsigned int pa_range;
	int err;

	if (s2 == NULL || pool == NULL || vmids == NULL ||
	    (vmids->bits != 8 && vmids->bits != 16)) {
		return VCPU_EINVAL;
	}
	if (!read_pa_range(&pa_range)) {
		return VCPU_EUNSUPPORTED;
	}
	config.out_bits = pa_bits[pa_range];
	if (ipa_bits < IPA_BITS_MIN || ipa_bits > config.out_bits) {
		return VCPU_ERANGE;
	}
	if (levels == 0) {
		config.levels = ipa_bits <= IPA_BITS_MAX_3_LEVELS ? 3 : 4;
	}
	err = check_levels(ipa_bits, config.levels, config.out_bits);
	if (err == VCPU_OK) {
		err = ptable_init(&s2->table, pool, &config);
	}
	if (err != VCPU_OK) {
		return err;
	}
	s2->vmids = vmids;
	s2->vmid = (struct vmid){ 0 };
	for (unsigned int i = 0; i < VMID_CPUS_MAX; i++) {
		s2->last_vcpu[i] = 0;
	}
	s2->ipa_bits = ipa_bits;
	s2->pa_range = pa_range;
	s2->vtcr_el2 = make_vtcr(s2);
	return VCPU_OK;
}

void stage2_destroy(struct stage2 *s2)
{
	if (s2 != NULL) {
		ptable_destroy(&s2->table);
	}
}

static bool is_memory(enum stage2_memory memory)
{
	return (unsigned int)memory < STAGE2_MEMORIES;
}

int stage2_map(struct stage2 *s2, uint64_t ipa, uint64_t pa, uint64_t size,
	       enum stage2_memory memory)
{
	int err;

	if (!stage2_is_there(s2) || !is_memory(memory)) {
		return VCPU_EINVAL;
	}
	err = ptable_map(&s2->table, ipa, pa, size, memory_attrs[memory]);
	if (err == VCPU_OK) {
		/* The table walk must see the entries before the guest can use the addresses. */
		cpu_dsb_ishst();
	}
	return err;
}

int stage2_unmap(struct stage2 *s2, uint64_t ipa, uint64_t size)
{
	return !stage2_is_there(s2) ? VCPU_EINVAL : ptable_unmap(&s2->table, ipa, size);
}

int stage2_protect(struct stage2 *s2, uint64_t ipa, uint64_t size, enum stage2_memory memory)
{
	int err;

	if (!stage2_is_there(s2) || !is_memory(memory)) {
		return VCPU_EINVAL;
	}
	err = ptable_protect(&s2->table, ipa, size, memory_attrs[memory]);
	if (err == VCPU_OK) {
		/* As stage2_map(): what was broken is there again. */
		cpu_dsb_ishst();
	}
	return err;
}

int stage2_query(const struct stage2 *s2, uint64_t ipa, struct stage2_mapping *out)
{
	struct ptable_leaf leaf;
	unsigned int memory = 0;
	int err;

	if (!stage2_is_there(s2) || out == NULL) {
		return VCPU_EINVAL;
	}
	err = ptable_query(&s2->table, ipa, &leaf);
	if (err != VCPU_OK) {
		return err;
	}
	/* One of them: nobody else writes leaves. */
	while (memory + 1 < STAGE2_MEMORIES && memory_attrs[memory] != leaf.attrs) {
		memory++;
	}
	out->pa = leaf.out;
	out->size_bytes = leaf.size_bytes;
	out->memory = (enum stage2_memory)memory;
	return VCPU_OK;
}

uint64_t stage2_load(struct stage2 *s2, uint32_t cpu_id)
{
	return stage2_load_inline(s2, cpu_id);
}

void stage2_unload(struct stage2 *s2, uint32_t cpu_id)
{
	vmid_unload(s2->vmids, cpu_id);
}
