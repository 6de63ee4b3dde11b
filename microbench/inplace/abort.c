/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of the distributor that are read often, or by a benchmark. devices/vgic*.c has all. */
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include "host/vm.h"
#include "inplace/answers.h"

INPLACE_ANSWERS(abort);

/* IHI 0069, "Distributor register map" */
#define GICD_IIDR       0x008u
#define GICD_ISENABLER1 0x104u

#define PAGE_OFFSET_MASK 0xfffu

static inline void read_distributor(struct vcpu_ctx *ctx, uint64_t esr)
{
	uint64_t offset;

	/* HPFAR_EL2 is UNKNOWN for some aborts; they are no such loads. */
	if (!vcpu_inplace_is_load_4(esr)) {
		vcpu_inplace_decline_abort(ctx, esr);
		return;
	}
	offset = sysreg_read_far_el2() & PAGE_OFFSET_MASK;
	if (offset == GICD_IIDR) {
		vcpu_inplace_finish_load(VGIC_IIDR, esr);
	} else if (offset == GICD_ISENABLER1) {
		/* One word, and each of its bits is one that was there at some time: no lock. */
		vcpu_inplace_finish_load(vm_cpu_of(vcpu_inplace_vcpu(ctx))->vm->gic.spis[0].enabled,
					 esr);
	} else {
		vcpu_inplace_decline_abort(ctx, esr);
	}
}

void vcpu_inplace_abort(struct vcpu_ctx *ctx, uint64_t esr)
{
	if (sysreg_read_hpfar_el2() != vm_cpu_of(vcpu_inplace_vcpu(ctx))->gic.dist_hpfar) {
		vcpu_inplace_decline_abort(ctx, esr);
		return;
	}
	read_distributor(ctx, esr);
}
