/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vgic.h"

#include "host/vm.h"

enum exit_action vgic_send_sgi(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	/* To all but self: with one vCPU, to nobody. */
	if (!exit->ipi.is_to_all && exit->ipi.aux_list != 0) {
		return ACTION_STOP;
	}
	vcpu_finish_step(&cpu->vcpu);
	return ACTION_RESUME;
}
