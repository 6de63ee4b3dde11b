/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include <vcpu/pcpu.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "regs.h"
#include "trap.h"

#define HCR_GUEST                                                                                  \
	(HCR_VM | HCR_SWIO | HCR_PTW | HCR_FMO | HCR_IMO | HCR_AMO | HCR_FB | HCR_BSU_IS |         \
	 HCR_TWI | HCR_TWE | HCR_TSC | HCR_TIDCP | HCR_TACR | HCR_RW)

/* What no vCPU has of its own must trap, or guests would share it. */
#define MDCR_GUEST (MDCR_TPMCR | MDCR_TPM | MDCR_TDA | MDCR_TDOSA | MDCR_TDRA)
#define CPTR_GUEST (CPTR_RES1 | CPTR_TZ | CPTR_TSM | CPTR_TTA)

int vcpu_pcpu_init(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *emergency_stack_top)
{
	if (pcpu == NULL || emergency_stack_top == NULL ||
	    ((uintptr_t)emergency_stack_top & 15) != 0) {
		return VCPU_EINVAL;
	}
	*pcpu = (struct vcpu_pcpu){
		.cpu_id = cpu_id,
		.emergency_sp = (uintptr_t)emergency_stack_top,
	};
	sysreg_write_tpidr_el2((uintptr_t)pcpu);
	return VCPU_OK;
}

int vcpu_pcpu_enable(struct vcpu_pcpu *pcpu)
{
	if (pcpu->is_enabled) {
		return VCPU_EBADSTATE;
	}
	pcpu->host_vbar = sysreg_read_vbar_el2();
	pcpu->host_hcr = sysreg_read_hcr_el2();
	pcpu->host_mdcr = sysreg_read_mdcr_el2();
	pcpu->host_cptr = sysreg_read_cptr_el2();
	sysreg_write_vbar_el2((uintptr_t)vcpu_vectors);
	sysreg_write_hcr_el2(HCR_GUEST);
	sysreg_write_mdcr_el2((pcpu->host_mdcr & MDCR_HPMN) | MDCR_GUEST);
	sysreg_write_cptr_el2(CPTR_GUEST);
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
	if (!pcpu->is_enabled) {
		return VCPU_EBADSTATE;
	}
	if (pcpu->current != NULL) {
		return VCPU_EBUSY;
	}
	sysreg_write_vbar_el2(pcpu->host_vbar);
	sysreg_write_hcr_el2(pcpu->host_hcr);
	sysreg_write_mdcr_el2(pcpu->host_mdcr);
	sysreg_write_cptr_el2(pcpu->host_cptr);
	cpu_isb();
	pcpu->is_enabled = false;
	return VCPU_OK;
}
