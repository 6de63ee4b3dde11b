/* SPDX-License-Identifier: Apache-2.0 */
#include "gic_gich.h"

#include <vcpu/gic.h>
#include <vcpu/sysreg.h>

#include "gic_lr.h"
#include "regs.h"

/*
 * GICH_LR<n>. Bits 9:0 of the virtual INTID are here as there, and so is, without HW, an SGI's
 * sender: bits 12:10.
 * Source: IHI 0048, "GICH_LR<n>"; IHI 0069, "ICH_LR<n>_EL2", vINTID
 */
#define GICH_LR_HW              BIT(31)
#define GICH_LR_GROUP1          BIT(30)
#define GICH_LR_ACTIVE          BIT(29)
#define GICH_LR_PENDING         BIT(28)
#define GICH_LR_EOI             BIT(19)
#define GICH_LR_PRIORITY(p)     ((uint32_t)(p) >> 3 << 23)
#define GICH_LR_GET_PRIORITY(r) (FIELD(r, 27, 23) << 3)
#define GICH_LR_PINTID(i)       ((uint32_t)(i) << 10)
#define GICH_LR_GET_PINTID(r)   FIELD(r, 19, 10)
#define LR_GET_PRIORITY(r)      FIELD(r, 55, 48)
#define LR_GET_PINTID(r)        FIELD(r, 41, 32)
#define LR_INTID(r)             FIELD(r, 9, 0)
#define LR_INTID_SENDER(r)      FIELD(r, 12, 0)

/* @to where @value has @from. */
static uint64_t moved(uint64_t value, uint64_t from, uint64_t to)
{
	return (value & from) != 0 ? to : 0;
}

uint64_t gich_lr_read(uintptr_t gich, unsigned int n)
{
	uint32_t from = gich_read(gich, GICH_LR0 + n * 4);
	uint64_t lr = VCPU_GIC_LR_PRIORITY(GICH_LR_GET_PRIORITY(from)) |
		      moved(from, GICH_LR_GROUP1, VCPU_GIC_LR_GROUP1) |
		      moved(from, GICH_LR_ACTIVE, VCPU_GIC_LR_ACTIVE) |
		      moved(from, GICH_LR_PENDING, VCPU_GIC_LR_PENDING);

	if ((from & GICH_LR_HW) != 0) {
		return lr | VCPU_GIC_LR_HW | VCPU_GIC_LR_PINTID(GICH_LR_GET_PINTID(from)) |
		       LR_INTID(from);
	}
	return lr | moved(from, GICH_LR_EOI, VCPU_GIC_LR_EOI) | LR_INTID_SENDER(from);
}

void gich_lr_write(uintptr_t gich, unsigned int n, uint64_t lr)
{
	uint64_t to = GICH_LR_PRIORITY(LR_GET_PRIORITY(lr)) |
		      moved(lr, VCPU_GIC_LR_GROUP1, GICH_LR_GROUP1) |
		      moved(lr, VCPU_GIC_LR_ACTIVE, GICH_LR_ACTIVE) |
		      moved(lr, VCPU_GIC_LR_PENDING, GICH_LR_PENDING);

	if ((lr & VCPU_GIC_LR_HW) != 0) {
		to |= GICH_LR_HW | GICH_LR_PINTID(LR_GET_PINTID(lr)) | LR_INTID(lr);
	} else {
		to |= moved(lr, VCPU_GIC_LR_EOI, GICH_LR_EOI) | LR_INTID_SENDER(lr);
	}
	gich_write(gich, GICH_LR0 + n * 4, (uint32_t)to);
}

/* Loads and stores of one device keep their order; ICH_HCR_EL2, ICH_VMCR_EL2 have their fields
 * where GICH_HCR, GICH_VMCR have them. */
void gich_save(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu)
{
	uintptr_t gich = pcpu->gich;
	uint32_t mask = gic_lr_mask(pcpu);
	uint32_t used = ~gich_read(gich, GICH_ELRSR0) & mask;

	st->used = (st->used & ~mask) | used;
	for (unsigned int n = 0; used >> n != 0; n++) {
		if ((used >> n & 1) != 0) {
			st->lr[n] = gich_lr_read(gich, n);
			gich_write(gich, GICH_LR0 + n * 4, 0);
		}
	}
	st->vmcr = gich_read(gich, GICH_VMCR);
	st->ap1r[0] = gich_read(gich, GICH_APR);
	st->hcr = gich_read(gich, GICH_HCR);
	gich_write(gich, GICH_HCR, 0);
	/* It has arrived before another guest is entered, which must not take its interrupt. */
	cpu_dsb_sy();
}

void gich_restore(const struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu)
{
	uintptr_t gich = pcpu->gich;
	uint32_t used = st->used & gic_lr_mask(pcpu);

	for (unsigned int n = 0; used >> n != 0; n++) {
		if ((used >> n & 1) != 0) {
			gich_lr_write(gich, n, st->lr[n]);
		}
	}
	gich_write(gich, GICH_VMCR, (uint32_t)st->vmcr);
	gich_write(gich, GICH_APR, (uint32_t)st->ap1r[0]);
	gich_write(gich, GICH_HCR, (uint32_t)st->hcr);
}

void gich_reset(const struct vcpu_pcpu *pcpu)
{
	uint32_t last = GICH_VTR_LIST_REGS(gich_read(pcpu->gich, GICH_VTR));

	gich_write(pcpu->gich, GICH_HCR, 0);
	/* Those too that are more than are used. */
	for (uint32_t n = 0; n <= last; n++) {
		gich_write(pcpu->gich, GICH_LR0 + n * 4, 0);
	}
	cpu_dsb_sy();
}
