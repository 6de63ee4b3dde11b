/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual timer's interrupt, straight into its own list register. vgic_on_interrupt() takes it
 * otherwise. Here because HAL=static is what a hypervisor has that decides all at compile time;
 * with the other bindings the library fetches the interrupt through the HAL.
 */
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include <gic.h>
#include "host/vm.h"
#include "inplace/answers.h"

INPLACE_ANSWERS(irq);

/* DDI 0487, CNTV_CTL_EL0 */
#define CNTV_CTL_ISTATUS (1u << 2)

void vcpu_inplace_irq(struct vcpu_ctx *ctx)
{
	const struct vm_cpu *cpu = vm_cpu_of(vcpu_inplace_vcpu(ctx));
	uint32_t intid = gic_acknowledge();
	uint64_t lr;

	/* Behind a switch it may be what the last guest's timer left on its way. */
	if (intid != VGIC_VTIMER || (sysreg_read_cntv_ctl_el0() & CNTV_CTL_ISTATUS) == 0) {
		vcpu_inplace_decline_irq(ctx, intid);
		return;
	}
	/* volatile: one load, of what another CPU may be storing. */
	lr = *(const volatile uint64_t *)&cpu->gic.vtimer_lr;
	if (lr == 0) {
		vcpu_inplace_decline_irq(ctx, intid);
		return;
	}
	/* It is empty: the physical interrupt was not active any more, so the virtual one was
	 * not. */
	sysreg_write_ich_lr0_el2(lr);
	gic_drop(VGIC_VTIMER);
	vcpu_inplace_resume();
}
