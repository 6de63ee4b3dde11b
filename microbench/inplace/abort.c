/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of the distributor that are read often, or by a benchmark. devices/vgic*.c has all. */
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include "host/vm.h"

/* IHI 0069, "Distributor register map" */
#define GICD_IIDR       0x008u
#define GICD_ISENABLER1 0x104u

#define PAGE_OFFSET_MASK 0xfffu

void vcpu_inplace_abort(uint64_t x0, uint64_t esr, struct vcpu_ctx *ctx)
{
	const struct vm_cpu *cpu = vm_cpu_of(vcpu_inplace_vcpu(ctx));
	uint64_t offset;

	/* The page first: it decides for most aborts. For some it is UNKNOWN, and the class decides. */
	if (sysreg_read_hpfar_el2() != cpu->gic.dist_hpfar || !vcpu_inplace_is_load_4(esr)) {
		vcpu_inplace_decline_abort(x0, esr);
		return;
	}
	offset = sysreg_read_far_el2() & PAGE_OFFSET_MASK;
	if (offset == GICD_IIDR) {
		vcpu_inplace_finish_load(VGIC_IIDR, esr);
		return;
	}
	if (offset == GICD_ISENABLER1) {
		/* Of 32 bits, and each is one that was there at some time: no lock. */
		vcpu_inplace_finish_load(cpu->vm->gic.spis[0].enabled, esr);
		return;
	}
	vcpu_inplace_decline_abort(x0, esr);
}
