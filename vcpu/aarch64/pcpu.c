/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include <vcpu/hal.h>
#include <vcpu/pcpu.h>
#include <vcpu/stage2.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "el1_state.h"
#include "gic_state.h"
#include "pcpu_features.h"
#include "regs.h"
#include "trap.h"

static void handle_through_hal(struct vcpu_pcpu *pcpu)
{
	(void)pcpu;
	hal_irq_handle(hal_irq_fetch());
}

int vcpu_pcpu_init(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *emergency_stack_top)
{
	if (pcpu == NULL || emergency_stack_top == NULL || cpu_id >= VCPU_CPUS_MAX ||
	    ((uintptr_t)emergency_stack_top & 15) != 0) {
		return VCPU_EINVAL;
	}
	if ((sysreg_read_hcr_el2() & HCR_E2H) != 0) {
		return VCPU_EUNSUPPORTED;
	}
	*pcpu = (struct vcpu_pcpu){
		.cpu_id = cpu_id,
		.emergency_sp = (uintptr_t)emergency_stack_top,
		.irq_handler = handle_through_hal,
	};
	pcpu_find_features(pcpu);
	sysreg_write_tpidr_el2((uintptr_t)pcpu);
	return VCPU_OK;
}

static void save_host(struct vcpu_pcpu *pcpu)
{
	pcpu->host_vbar = sysreg_read_vbar_el2();
	pcpu->host_hcr = sysreg_read_hcr_el2();
	pcpu->host_mdcr = sysreg_read_mdcr_el2();
	pcpu->host_cptr = sysreg_read_cptr_el2();
	pcpu->host_cnthctl = sysreg_read_cnthctl_el2();
}

int vcpu_pcpu_enable(struct vcpu_pcpu *pcpu)
{
	if (pcpu == NULL) {
		return VCPU_EINVAL;
	}
	if (pcpu->is_enabled) {
		return VCPU_EBADSTATE;
	}
	save_host(pcpu);
	sysreg_write_vbar_el2((uintptr_t)vcpu_vectors);
	sysreg_write_hcr_el2(pcpu->guest_hcr);
	sysreg_write_mdcr_el2(pcpu_guest_mdcr(pcpu->host_mdcr));
	pcpu->guest_cptr = pcpu_guest_cptr();
	sysreg_write_cptr_el2(pcpu->guest_cptr);
	pcpu_trap_newer_features();
	if ((pcpu->features & VCPU_FEATURE_GICV3) != 0) {
		sysreg_write_icc_sre_el1(ICC_SRE_EL1_ALL);
	}
	if (pcpu->n_list_registers != 0) {
		gic_reset(pcpu);
	}
	/* Nor may anything be walked through what was found here, before the first bind. */
	el1_stop_walks();
	sysreg_write_vttbr_el2(0);
	cpu_isb();
	/* Whoever had this CPU before may have left entries under any VMID. */
	cpu_tlbi_alle1();
	cpu_dsb_nsh();
	cpu_isb();
	pcpu->is_enabled = true;
	return VCPU_OK;
}

int vcpu_pcpu_disable(struct vcpu_pcpu *pcpu)
{
	if (pcpu == NULL) {
		return VCPU_EINVAL;
	}
	if (!pcpu->is_enabled) {
		return VCPU_EBADSTATE;
	}
	if (pcpu->current != NULL || pcpu->is_in_operation) {
		return VCPU_EBUSY;
	}
	sysreg_write_vbar_el2(pcpu->host_vbar);
	sysreg_write_hcr_el2(pcpu->host_hcr);
	sysreg_write_mdcr_el2(pcpu->host_mdcr);
	sysreg_write_cptr_el2(pcpu->host_cptr);
	sysreg_write_cnthctl_el2(pcpu->host_cnthctl);
	if ((pcpu->features & VCPU_FEATURE_GICV3) != 0) {
		sysreg_write_ich_hcr_el2(0);
	}
	cpu_isb();
	pcpu->is_enabled = false;
	return VCPU_OK;
}

int vcpu_pcpu_set_gich(struct vcpu_pcpu *pcpu, uintptr_t gich)
{
	if (pcpu == NULL || gich == 0 || (gich & (PTABLE_PAGE_SIZE - 1)) != 0) {
		return VCPU_EINVAL;
	}
	if (pcpu->is_enabled) {
		return VCPU_EBADSTATE;
	}
	if ((pcpu->features & VCPU_FEATURE_GICV3) != 0) {
		return VCPU_EUNSUPPORTED;
	}
	pcpu_find_gich(pcpu, gich);
	return VCPU_OK;
}

int vcpu_pcpu_set_irq_handler(struct vcpu_pcpu *pcpu, vcpu_irq_handler handler)
{
	if (pcpu == NULL) {
		return VCPU_EINVAL;
	}
	pcpu->irq_handler = handler != NULL ? handler : handle_through_hal;
	return VCPU_OK;
}

unsigned int vcpu_pcpu_max_stage2_levels(void)
{
	return stage2_levels_max();
}
