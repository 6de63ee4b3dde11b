/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vgic_switch.h"

bool vgic_undo_switch(struct vgic_cpu *from, struct vgic_cpu *to)
{
	__atomic_store_n(&from->host_cpu, to->host_cpu, __ATOMIC_RELAXED);
	__atomic_store_n(&to->host_cpu, VGIC_NO_CPU, __ATOMIC_RELAXED);
	return false;
}
