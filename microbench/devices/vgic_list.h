/* SPDX-License-Identifier: Apache-2.0 */
/* What fold, flush and the virtual timer share: the form of list registers. */
#ifndef DEVICES_VGIC_LIST_H
#define DEVICES_VGIC_LIST_H

#include <vcpu/gic.h>

#include "devices/vgic_model.h"

#define LR_INTID_MASK   0x3ffu
#define LR_SOURCE_SHIFT 10 /* IHI 0069, "ICH_LR<n>_EL2", vINTID of a GICv2's SGI */
#define LR_MAX          16u

static inline struct vgic_bank *bank_of(struct vm_cpu *cpu, uint32_t intid)
{
	return vgic_bank(cpu->vm, cpu, intid / 32);
}

static inline bool is_v2_sgi(const struct vm_cpu *cpu, uint32_t intid)
{
	return intid < VGIC_SGIS && !cpu->vm->gic.is_v3;
}

/* Priority, group, number. */
static inline uint64_t make_lr(const struct vgic_bank *bank, uint32_t intid)
{
	uint64_t lr = VCPU_GIC_LR_PRIORITY(bank->priority[intid % 32]) | intid;

	return (bank->group1 >> (intid % 32) & 1) != 0 ? lr | VCPU_GIC_LR_GROUP1 : lr;
}

#endif
