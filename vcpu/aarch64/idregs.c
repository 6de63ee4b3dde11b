/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A field that is not listed reads 0, which says "not there" in all of them: what is newer than
 * this table stays hidden. A listed field reads at most its cap, the highest value whose whole
 * meaning the library knows. AArch32 registers read 0: EL0 is AArch64 only.
 *
 * Fields and their values: DDI 0487, the page of each register. AdvSIMD, FP and the stage-1
 * granules are passed on as they are (15 says "not there" in them).
 */
#include "idregs.h"

#include <stddef.h>

#include <vcpu/sysreg.h>

#include "regs.h"

struct id_field {
	uint8_t lsb;
	uint8_t cap;
};

/* clang-format off */
static const struct id_field pfr0[] = {
	{ 0, 1 },   /* EL0: AArch64 */
	{ 4, 1 },   /* EL1 */
	{ 16, 15 }, /* FP */
	{ 20, 15 }, /* AdvSIMD */
	{ 48, 1 },  /* DIT */
	{ 56, 1 },  /* CSV2: 2 brings SCXTNUM_ELx */
	{ 60, 1 },  /* CSV3 */
};
static const struct id_field pfr0_gic[] = { { 24, 1 } };
static const struct id_field pfr1[] = {
	{ 0, 1 }, /* BT */
	{ 4, 2 }, /* SSBS */
};
/* Debug is not offered, but Armv8.0's cannot be absent: the fewest breakpoints and watchpoints. */
static const struct id_field dfr0[] = {
	{ 0, 6 },   /* DebugVer */
	{ 12, 1 },  /* BRPs */
	{ 20, 1 },  /* WRPs */
	{ 36, 15 }, /* DoubleLock */
};
static const struct id_field isar0[] = {
	{ 4, 2 },  /* AES */
	{ 8, 1 },  /* SHA1 */
	{ 12, 2 }, /* SHA2 */
	{ 16, 1 }, /* CRC32 */
	{ 20, 2 }, /* Atomic */
	{ 28, 1 }, /* RDM */
	{ 32, 1 }, /* SHA3 */
	{ 36, 1 }, /* SM3 */
	{ 40, 1 }, /* SM4 */
	{ 44, 1 }, /* DP */
	{ 48, 1 }, /* FHM */
	{ 52, 2 }, /* TS */
	{ 56, 2 }, /* TLB */
	{ 60, 1 }, /* RNDR */
};
static const struct id_field isar1[] = {
	{ 0, 2 },  /* DPB */
	{ 4, 5 },  /* APA */
	{ 8, 5 },  /* API */
	{ 12, 1 }, /* JSCVT */
	{ 16, 1 }, /* FCMA */
	{ 20, 2 }, /* LRCPC */
	{ 24, 1 }, /* GPA */
	{ 28, 1 }, /* GPI */
	{ 32, 1 }, /* FRINTTS */
	{ 36, 1 }, /* SB */
	{ 40, 1 }, /* SPECRES */
	{ 44, 1 }, /* BF16 */
	{ 48, 1 }, /* DGH */
	{ 52, 1 }, /* I8MM */
};
static const struct id_field isar2[] = {
	{ 8, 1 },  /* GPA3 */
	{ 12, 5 }, /* APA3 */
	{ 20, 1 }, /* BC */
	{ 24, 1 }, /* PAC_frac */
};
/* Mixed endianness is not offered: data of an emulated access is little-endian. */
static const struct id_field mmfr0[] = {
	{ 0, 5 },   /* PARange: 48 bits */
	{ 4, 2 },   /* ASIDBits */
	{ 20, 15 }, /* TGran16 */
	{ 24, 15 }, /* TGran64 */
	{ 28, 15 }, /* TGran4 */
};
static const struct id_field mmfr1[] = {
	{ 0, 2 },  /* HAFDBS */
	{ 12, 2 }, /* HPDS */
	{ 20, 3 }, /* PAN */
	{ 36, 1 }, /* ETS */
	{ 48, 1 }, /* nTLBPA */
};
static const struct id_field mmfr2[] = {
	{ 0, 1 },  /* CnP */
	{ 4, 1 },  /* UAO */
	{ 8, 1 },  /* LSM */
	{ 16, 1 }, /* VARange */
	{ 20, 1 }, /* CCIDX */
	{ 28, 1 }, /* ST */
	{ 32, 1 }, /* AT */
	{ 36, 1 }, /* IDS */
	{ 48, 1 }, /* TTL */
	{ 52, 2 }, /* BBM */
	{ 60, 1 }, /* E0PD */
};
/* clang-format on */

static uint64_t pick(uint64_t value, const struct id_field *fields, size_t n)
{
	uint64_t picked = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t field = value >> fields[i].lsb & 15;

		picked |= (field < fields[i].cap ? field : fields[i].cap) << fields[i].lsb;
	}
	return picked;
}

#define PICK(name, fields) pick(sysreg_read_##name(), fields, sizeof(fields) / sizeof((fields)[0]))

bool idreg_is_one(uint32_t id)
{
	uint32_t first = VCPU_SYSREG_ID(3, 0, 0, 1, 0);
	uint32_t any_crm_op2 = VCPU_SYSREG_ID(0, 0, 0, 7, 7);

	return (id & ~any_crm_op2) == (first & ~any_crm_op2) &&
	       (id & VCPU_SYSREG_ID(0, 0, 0, 7, 0)) != 0;
}

uint64_t idreg_read(uint32_t id, bool has_gic)
{
	switch (id) {
	case TRAP_id_aa64pfr0_el1:
		return PICK(id_aa64pfr0_el1, pfr0) |
		       (has_gic ? PICK(id_aa64pfr0_el1, pfr0_gic) : 0);
	case TRAP_id_aa64pfr1_el1:
		return PICK(id_aa64pfr1_el1, pfr1);
	case TRAP_id_aa64dfr0_el1:
		return PICK(id_aa64dfr0_el1, dfr0);
	case TRAP_id_aa64isar0_el1:
		return PICK(id_aa64isar0_el1, isar0);
	case TRAP_id_aa64isar1_el1:
		return PICK(id_aa64isar1_el1, isar1);
	case TRAP_id_aa64isar2_el1:
		return PICK(id_aa64isar2_el1, isar2);
	case TRAP_id_aa64mmfr0_el1:
		return PICK(id_aa64mmfr0_el1, mmfr0);
	case TRAP_id_aa64mmfr1_el1:
		return PICK(id_aa64mmfr1_el1, mmfr1);
	case TRAP_id_aa64mmfr2_el1:
		return PICK(id_aa64mmfr2_el1, mmfr2);
	default:
		return 0;
	}
}
