/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual timer's interrupt. Its line is the CPU's own, so it comes as physical interrupt
 * VGIC_VTIMER, which stays active until the guest deactivates the virtual one: the line, still
 * high, cannot interrupt the host meanwhile. While the vCPU is bound, the physical interrupt is
 *
 *	active	as long as the virtual one is pending or active, here or in its list register
 *	enabled	as long as the virtual one would be delivered
 *
 * In the model "line" says that the physical interrupt has come and the guest has not taken it.
 */
#include "devices/vgic_host.h"
#include "devices/vgic_list.h"

#define TIMER (1u << VGIC_VTIMER)

void vgic_timer_fold(struct vm_cpu *cpu, uint64_t lr)
{
	struct vgic_cpu *gic = &cpu->gic;

	if ((lr & VCPU_GIC_LR_STATE) != 0) {
		gic->is_timer_active = true;
		gic->irqs.line &= ~TIMER;
		gic->irqs.line |= (lr & VCPU_GIC_LR_PENDING) != 0 ? TIMER : 0;
	} else if ((gic->filled >> VGIC_LR_TIMER & 1) != 0) {
		/* Deactivated, and with it the physical one. */
		gic->is_timer_active = false;
		gic->irqs.line &= ~TIMER;
	}
	/* The guest may have set the timer anew without taking the interrupt. */
	if ((gic->irqs.line & TIMER) != 0 && !vgic_host_is_vtimer_high()) {
		gic->irqs.line &= ~TIMER;
	}
}

static void set_physical(struct vgic_cpu *gic, bool is_active, bool is_enabled)
{
	if (is_active != gic->is_timer_active) {
		gic->is_timer_active = is_active;
		vgic_host_set_active(VGIC_VTIMER, is_active);
	}
	if (is_enabled == gic->is_timer_enabled) {
		return;
	}
	gic->is_timer_enabled = is_enabled;
	if (is_enabled) {
		vgic_host_enable(VGIC_VTIMER);
	} else {
		vgic_host_disable(VGIC_VTIMER);
	}
}

uint64_t vgic_timer_flush(struct vm_cpu *cpu)
{
	struct vgic_cpu *gic = &cpu->gic;
	struct vgic_bank *bank = &gic->irqs;
	bool is_pending = (vgic_pending(bank) & TIMER) != 0;

	set_physical(gic, is_pending || (bank->active & TIMER) != 0, gic->vtimer_lr != 0);
	/* IHI 0069, "ICH_LR<n>_EL2": with the HW bit never pending and active at once. */
	if ((bank->active & TIMER) != 0) {
		bank->active &= ~TIMER;
		bank->listed_active |= TIMER;
		bank->listed |= TIMER;
		return make_lr(bank, VGIC_VTIMER) | VCPU_GIC_LR_ACTIVE | VCPU_GIC_LR_HW |
		       VCPU_GIC_LR_PINTID(VGIC_VTIMER);
	}
	if (!is_pending || gic->vtimer_lr == 0) {
		return 0;
	}
	bank->listed_pending |= bank->pending & TIMER;
	bank->pending &= ~TIMER;
	bank->listed |= TIMER;
	return gic->vtimer_lr;
}

void vgic_timer_release(struct vm_cpu *cpu)
{
	set_physical(&cpu->gic, false, false);
}
