/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/stage2.h>

#include <stdbool.h>

#include <vcpu/hal.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "regs.h"

/* Stage-2 descriptor attributes. Source: DDI 0487, "VMSAv8-64 translation table format descriptors" */
#define S2_MEMATTR_NORMAL_WB (UINT64_C(0xf) << 2)
#define S2_MEMATTR_DEVICE    (UINT64_C(0x1) << 2) /* Device-nGnRE */
#define S2_AP_RO             BIT(6)
#define S2_AP_RW             (BIT(7) | BIT(6))
#define S2_SH_INNER          (BIT(9) | BIT(8))
#define S2_AF                BIT(10)
#define S2_XN                BIT(54)

/* VTCR_EL2 */
#define VTCR_T0SZ(bits) (UINT64_C(64) - (bits))
#define VTCR_SL0_SHIFT  6
#define VTCR_IRGN0_WB   BIT(8)
#define VTCR_ORGN0_WB   BIT(10)
#define VTCR_SH0_INNER  (BIT(13) | BIT(12))
#define VTCR_PS_SHIFT   16
#define VTCR_RES1       BIT(31)

#define IPA_BITS_MAX 39u /* one root page at start level 1, which every PARange of 40 and up has */

/* ID_AA64MMFR0_EL1.PARange */
static const uint8_t pa_bits[] = { 32, 36, 40, 42, 44, 48 };

/* ID_AA64MMFR0_EL1.TGran4_2 is stage 2's: 0 as TGran4 (0xf: absent), 1 absent, others present. */
static bool has_4k_granule(uint64_t mmfr0)
{
	uint64_t stage2 = FIELD(mmfr0, 43, 40);

	return stage2 == 0 ? FIELD(mmfr0, 31, 28) != 0xf : stage2 != 1;
}

int stage2_init(struct stage2 *s2, struct ptable_pool *pool, unsigned int vmid)
{
	uint64_t mmfr0 = sysreg_read_id_aa64mmfr0_el1();
	unsigned int range = (unsigned int)FIELD(mmfr0, 3, 0);
	unsigned int bits;
	int err;

	if (vmid > 255) {
		return VCPU_EINVAL;
	}
	if (!has_4k_granule(mmfr0) || range > 6) {
		return VCPU_EUNSUPPORTED;
	}
	if (range == 6) {
		range = 5; /* 52 bits need descriptors of another form; 48 are enough */
	}
	bits = pa_bits[range] < IPA_BITS_MAX ? pa_bits[range] : IPA_BITS_MAX;
	err = ptable_init(&s2->table, pool, bits);
	if (err != VCPU_OK) {
		return err;
	}
	s2->pa_range = range;
	s2->ipa_bits = bits;
	s2->vmid = (uint16_t)vmid;
	return VCPU_OK;
}

int stage2_map(struct stage2 *s2, uint64_t ipa, uint64_t pa, uint64_t size,
	       enum stage2_memory memory)
{
	static const uint64_t attrs[] = {
		[STAGE2_NORMAL_RWX] = S2_AF | S2_SH_INNER | S2_AP_RW | S2_MEMATTR_NORMAL_WB,
		[STAGE2_NORMAL_RO] = S2_AF | S2_SH_INNER | S2_AP_RO | S2_MEMATTR_NORMAL_WB,
		[STAGE2_DEVICE_RW] = S2_AF | S2_AP_RW | S2_MEMATTR_DEVICE | S2_XN,
	};
	int err;

	if ((unsigned int)memory >= sizeof(attrs) / sizeof(attrs[0])) {
		return VCPU_EINVAL;
	}
	err = ptable_map(&s2->table, ipa, pa, size, attrs[memory]);

	/* The table walk must see the entries before the guest can use the addresses. */
	cpu_dsb_ish();
	return err;
}

uint64_t stage2_vtcr(const struct stage2 *s2)
{
	/* SL0 with the 4 KiB granule: 0 starts at level 2, 1 at level 1, 2 at level 0. */
	uint64_t sl0 = 2 - s2->table.start_level;

	return VTCR_RES1 | (uint64_t)s2->pa_range << VTCR_PS_SHIFT | VTCR_SH0_INNER |
	       VTCR_ORGN0_WB | VTCR_IRGN0_WB | sl0 << VTCR_SL0_SHIFT | VTCR_T0SZ(s2->ipa_bits);
}

uint64_t stage2_vttbr(const struct stage2 *s2)
{
	return (uint64_t)s2->vmid << 48 | hal_virt_to_phys(s2->table.root);
}
