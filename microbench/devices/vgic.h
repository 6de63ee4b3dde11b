/* SPDX-License-Identifier: Apache-2.0 */
/* What of a virtual GICv3 exists so far: software-generated interrupts to nobody. IHI 0069. */
#ifndef DEVICES_VGIC_H
#define DEVICES_VGIC_H

#include <stdbool.h>
#include <stdint.h>

/* A guest wrote @value to ICC_SGI1R_EL1. False: it names a target, and there is no list register
 * code to deliver it with. */
bool vgic_send_sgi(uint64_t value);

#endif
