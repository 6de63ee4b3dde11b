/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual CPU interface of a guest. Source: IHI 0069, "AArch64 System register
 * descriptions of the virtual registers", ICH_*_EL2. */
#ifndef AARCH64_GIC_STATE_H
#define AARCH64_GIC_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/aarch64.h>
#include <vcpu/pcpu.h>
#include <vcpu/sysreg.h>

#define ICC_SRE_EL1_ALL 0x7 /* SRE, DFB, DIB */
#define ICH_HCR_EN      (UINT64_C(1) << 0)
/* TC, TALL0, TALL1: every access to the virtual interface traps. */
#define ICH_HCR_TRAPS (UINT64_C(1) << 10 | UINT64_C(1) << 11 | UINT64_C(1) << 12)

/* gic_save() of the one and gic_restore() of the other, neither of which has anything in list
 * registers, on a CPU whose interface is plain (struct vcpu_pcpu). */
static inline void gic_switch(struct vcpu_gic_state *from, const struct vcpu_gic_state *to)
{
	uint64_t hcr = sysreg_read_ich_hcr_el2();
	uint64_t vmcr = sysreg_read_ich_vmcr_el2();

	from->hcr = hcr;
	from->vmcr = vmcr;
	from->ap0r[0] = sysreg_read_ich_ap0r0_el2();
	from->ap1r[0] = sysreg_read_ich_ap1r0_el2();
	hcr = to->hcr;
	vmcr = to->vmcr;
	cpu_hold(&hcr, &vmcr);
	sysreg_write_ich_hcr_el2(hcr);
	sysreg_write_ich_vmcr_el2(vmcr);
	sysreg_write_ich_ap0r0_el2(to->ap0r[0]);
	sysreg_write_ich_ap1r0_el2(to->ap1r[0]);
}

/* Of a CPU that is being enabled: its list registers become empty, and stay so while no vCPU with a
 * virtual GIC is bound. */
void gic_reset(const struct vcpu_pcpu *pcpu);

void gic_save(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu);
/* What does not fit into this CPU's list registers waits in @st for another bind. */
void gic_restore(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu);

/**
 * gic_pend - make @vector pending in the list registers
 * @is_loaded: they are in the CPU, not in @st
 * Returns: VCPU_OK, VCPU_EINVAL (no INTID), VCPU_ENOSPC
 */
int gic_pend(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu, bool is_loaded,
	     uint32_t vector);

#endif
