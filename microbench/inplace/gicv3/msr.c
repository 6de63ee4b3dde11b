/* SPDX-License-Identifier: Apache-2.0 */
/* Software-generated interrupts to the sender itself, and to nobody. devices/vgic_sgi.c sends all. */
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include "host/vm.h"

/* IHI 0069, ICC_SGI1R_EL1 */
#define SGI_INTID_SHIFT 24
#define SGI_INTID_MASK  (UINT64_C(15) << SGI_INTID_SHIFT)
#define SGI_LIST_MASK   UINT64_C(0xffff)
#define SGI_IRM_SHIFT   40

/* Not inlined: the registers that it needs it would store on the way to nobody, too. */
__attribute__((noinline)) static void send_to_self(uint64_t value, uint64_t esr,
						   const struct vm_cpu *cpu)
{
	uint64_t lr = cpu->gic.sgi_lr[value >> SGI_INTID_SHIFT & 15];

	if (lr == 0 || (sysreg_read_ich_elrsr_el2() | 1) != cpu->gic.lists_empty) {
		vcpu_inplace_decline(value, esr);
		return;
	}
	sysreg_write_ich_lr1_el2(lr);
	vcpu_inplace_finish_msr();
}

void vcpu_inplace_msr(uint64_t value, uint64_t esr, struct vcpu_ctx *ctx)
{
	const struct vm_cpu *cpu = vm_cpu_of(vcpu_inplace_vcpu(ctx));

	if (!vcpu_inplace_is_msr(esr, TRAP_icc_sgi1r_el1)) {
		vcpu_inplace_decline(value, esr);
		return;
	}
	if ((value & SGI_LIST_MASK) == 0 && (value >> SGI_IRM_SHIFT & 1) == 0) {
		vcpu_inplace_finish_msr();
		return;
	}
	/* No bit but the INTID's and those that name this vCPU. */
	if ((value & ~SGI_INTID_MASK) == cpu->vcpu.arch.self_sgi) {
		send_to_self(value, esr, cpu);
		return;
	}
	vcpu_inplace_decline(value, esr);
}
