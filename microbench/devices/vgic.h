/* SPDX-License-Identifier: Apache-2.0 */
/* What of a virtual GICv3 exists so far: software-generated interrupts to nobody. IHI 0069. */
#ifndef DEVICES_VGIC_H
#define DEVICES_VGIC_H

#include <vcpu/vcpu.h>

#include "host/action.h"

/* Completes a guest's write of ICC_SGI1R_EL1. ACTION_STOP: it names a target, and there is no list
 * register code to deliver it with. */
enum exit_action vgic_send_sgi(struct vcpu *vcpu, const struct vcpu_exit *exit);

#endif
