/* SPDX-License-Identifier: Apache-2.0 */
#include "host/vm_switch.h"

int vm_switch_with_interrupts(struct vm_cpu *from, struct vm_cpu *to)
{
	int err;

	vgic_before_unbind(from);
	err = vcpu_switch(&from->vcpu, &to->vcpu);
	vgic_after_bind(err == VCPU_OK ? to : from);
	return err;
}

int vm_switch_refused(struct vm_cpu *from, struct vm_cpu *to, int err)
{
	/* A full one: there may be news by now. */
	from->gic.is_timer_enabled = to->gic.is_timer_enabled;
	to->gic.is_timer_enabled = false;
	__atomic_store_n(&to->gic.host_cpu, VGIC_NO_CPU, __ATOMIC_RELAXED);
	vgic_after_bind(from);
	return err;
}
