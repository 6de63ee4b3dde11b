/* SPDX-License-Identifier: Apache-2.0 */
/* A scheduler's step: one vCPU gives its place on this CPU to another. Not of guests that have
 * turned on the emulated physical timer (vtimer_phys.h), whose interrupt is this CPU's and would be
 * the next one's. */
#ifndef HOST_VM_SWITCH_H
#define HOST_VM_SWITCH_H

#include <gic.h>

#include "devices/vgic_switch.h"
#include "host/vm.h"

/* By vm_switch() alone: with interrupts in hand, out of the list registers and in again; and after
 * a vcpu_switch() that refused. */
int vm_switch_with_interrupts(struct vm_cpu *from, struct vm_cpu *to);
int vm_switch_refused(struct vm_cpu *from, struct vm_cpu *to, int err);

/* @from is bound here, @to nowhere. VCPU_OK, or what vcpu_switch() says: nothing has changed then,
 * but for the vCPU whose state was wrong. */
static inline int vm_switch(struct vm_cpu *from, struct vm_cpu *to)
{
	int err;

	if (!vgic_switch_quietly(&from->gic, &to->gic, gic_empty_lists())) {
		return vm_switch_with_interrupts(from, to);
	}
	err = vcpu_switch(&from->vcpu, &to->vcpu);
	return err == VCPU_OK ? VCPU_OK : vm_switch_refused(from, to, err);
}

#endif
