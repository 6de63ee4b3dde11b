/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vgic.h"

#define SGI1R_TARGET_LIST UINT64_C(0xffff)
#define SGI1R_IRM         (UINT64_C(1) << 40) /* to all but self: with one vCPU, to nobody */

enum exit_action vgic_send_sgi(struct vcpu *vcpu, const struct vcpu_exit *exit)
{
	uint64_t value = vcpu_get_gpr(vcpu, exit->sysreg.reg);

	if ((value & SGI1R_IRM) == 0 && (value & SGI1R_TARGET_LIST) != 0) {
		return ACTION_STOP;
	}
	vcpu_finish_step(vcpu);
	return ACTION_RESUME;
}
