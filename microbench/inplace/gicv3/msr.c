/* SPDX-License-Identifier: Apache-2.0 */
/* Software-generated interrupts to the sender itself, and to nobody. devices/vgic_sgi.c sends
 * all. */
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include "devices/vgic_switch.h"
#include "host/vm.h"
#include "inplace/answers.h"

INPLACE_ANSWERS(msr);

/* IHI 0069, ICC_SGI1R_EL1 */
#define SGI_INTID_SHIFT 24
#define SGI_INTID_MASK  (UINT64_C(15) << SGI_INTID_SHIFT)
#define SGI_LIST_MASK   UINT64_C(0xffff)
#define SGI_IRM_SHIFT   40

/* What is seldom reads ESR_EL2 again, so that it need not be kept. volatile: one load, of what another
 * CPU may be storing. */
static inline void send_to_self(uint64_t value, struct vcpu_ctx *ctx)
{
	const struct vgic_cpu *gic = &vm_cpu_of(vcpu_inplace_vcpu(ctx))->gic;
	uint64_t lr = *(const volatile uint64_t *)&gic->sgi_lr[value >> SGI_INTID_SHIFT & 15];

	/* News: another CPU may have cleared it, and that is to come first. */
	if (lr == 0 || vgic_has_news(gic) ||
	    (sysreg_read_ich_elrsr_el2() | 1) != gic->lists_empty) {
		vcpu_inplace_decline(0, sysreg_read_esr_el2());
		return;
	}
	sysreg_write_ich_lr1_el2(lr);
	vcpu_inplace_finish_msr();
}

/* No bit but the INTID's and those that name this vCPU. */
static inline bool is_to_self(uint64_t value, struct vcpu_ctx *ctx)
{
	return ((value ^ vcpu_inplace_vcpu(ctx)->arch.self_sgi) & ~SGI_INTID_MASK) == 0;
}

static inline bool is_to_nobody(uint64_t value)
{
	return (value & SGI_LIST_MASK) == 0 && (value >> SGI_IRM_SHIFT & 1) == 0;
}

void vcpu_inplace_msr(uint64_t value, uint64_t esr, struct vcpu_ctx *ctx)
{
	if (vcpu_inplace_is_msr(esr, TRAP_icc_sgi1r_el1)) {
		if (is_to_nobody(value)) {
			vcpu_inplace_finish_msr();
			return;
		}
		if (is_to_self(value, ctx)) {
			send_to_self(value, ctx);
			return;
		}
	}
	vcpu_inplace_decline(value, esr);
}
