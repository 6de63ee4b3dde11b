/* SPDX-License-Identifier: Apache-2.0 */
/* List registers back into the model. */
#include <vcpu/gic.h>

#include "devices/vgic_list.h"
#include "devices/vgic_model.h"

static void take_back_sgi_v2(struct vgic_cpu *gic, uint32_t intid, uint64_t lr)
{
	uint8_t source = (uint8_t)(lr >> LR_SOURCE_SHIFT & 7);
	uint8_t bit = (uint8_t)(1u << source);

	gic->source[intid] = source;
	if ((lr & VCPU_GIC_LR_PENDING) != 0 && (gic->drop_sources[intid] & bit) == 0) {
		gic->sources[intid] |= bit;
		gic->irqs.pending |= 1u << intid;
	}
}

static void take_back(struct vm_cpu *cpu, uint64_t lr)
{
	uint32_t intid = (uint32_t)lr & LR_INTID_MASK;
	struct vgic_bank *bank;
	uint32_t bit = 1u << (intid % 32);

	if (intid >= VGIC_INTIDS) {
		return;
	}
	bank = bank_of(cpu, intid);
	if ((lr & VCPU_GIC_LR_ACTIVE) != 0 && (bank->drop_active & bit) == 0) {
		bank->active |= bit;
		bank->holder[intid % 32] = (uint8_t)cpu->number;
	}
	if (is_v2_sgi(cpu, intid)) {
		take_back_sgi_v2(&cpu->gic, intid, lr);
		return;
	}
	/* Of a level-sensitive one: only what a write of ISPENDR has latched; its line is here. */
	if ((lr & VCPU_GIC_LR_PENDING) != 0 && (bank->drop_pending & bit) == 0) {
		bank->pending |= bit & (bank->edge | bank->listed_pending);
	}
}

static void unlist(struct vm_cpu *cpu, uint32_t intid)
{
	struct vgic_bank *bank = bank_of(cpu, intid);
	uint32_t bit = 1u << (intid % 32);

	bank->listed &= ~bit;
	bank->listed_active &= ~bit;
	bank->listed_pending &= ~bit;
	if (intid >= VGIC_PRIVATE) {
		bank->drop_pending &= ~bit;
		bank->drop_active &= ~bit;
	}
}

/* All at once: a fast path lists private ones without a word. */
static void forget_private_drops(struct vgic_cpu *gic)
{
	if ((gic->irqs.drop_pending | gic->irqs.drop_active) == 0) {
		return;
	}
	gic->irqs.drop_pending = 0;
	gic->irqs.drop_active = 0;
	for (uint32_t n = 0; n < VGIC_SGIS; n++) {
		gic->drop_sources[n] = 0;
	}
}

/* SPI @intid is nobody's now. If it waits, then not only for @cpu to be flushed. */
static void hand_over(struct vm_cpu *cpu, uint32_t intid)
{
	struct vgic_bank *bank = bank_of(cpu, intid);
	uint32_t bit = 1u << (intid % 32);
	struct vm_cpu *target;

	if ((vgic_pending(bank) & vgic_deliverable(cpu->vm, bank) & ~bank->active & bit) == 0) {
		return;
	}
	target = vgic_target(cpu->vm, intid);
	if (target != NULL && target != cpu) {
		vgic_refresh(target);
	}
}

static void unlist_all(struct vm_cpu *cpu)
{
	for (uint32_t left = cpu->gic.filled; left != 0; left &= left - 1) {
		uint32_t intid = cpu->gic.listed_intid[__builtin_ctz(left)];

		unlist(cpu, intid);
		if (intid >= VGIC_PRIVATE) {
			hand_over(cpu, intid);
		}
	}
	cpu->gic.filled = 0;
	forget_private_drops(&cpu->gic);
}

static void fold_used(struct vm_cpu *cpu, uint32_t used)
{
	uint64_t timer_lr = 0;

	for (uint32_t left = used; left != 0; left &= left - 1) {
		uint32_t n = (uint32_t)__builtin_ctz(left);
		uint64_t lr = vcpu_gic_lr(&cpu->vcpu, n);

		take_back(cpu, lr);
		vcpu_gic_set_lr(&cpu->vcpu, n, 0);
		timer_lr = n == VGIC_LR_TIMER ? lr : timer_lr;
	}
	vgic_timer_fold(cpu, timer_lr);
	unlist_all(cpu);
}

void vgic_fold(struct vm_cpu *cpu)
{
	struct vgic_cpu *gic = &cpu->gic;
	uint32_t used = (uint32_t)(vcpu_gic_empty(&cpu->vcpu) ^ gic->lists_empty);
	uint32_t rest = gic->filled | gic->irqs.drop_pending | gic->irqs.drop_active |
			(gic->irqs.line & 1u << VGIC_VTIMER);

	gic->folds++;
	__atomic_store_n(&gic->has_news, false, __ATOMIC_RELAXED);
	/* At most folds there is nothing: a vCPU that is bound or unbound has seldom any. */
	if ((used | rest) != 0) {
		fold_used(cpu, used);
	}
}
