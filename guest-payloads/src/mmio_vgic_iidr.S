/* SPDX-License-Identifier: Apache-2.0 */
/* Reads GICD_IIDR of its virtual GIC for ever. Bench: mmio/vgic_iidr. Registers: x19 and x23 (the
 * address) live across the load; x0 takes the answer. */
#include "lib/payload.h"

	payload
	ldr	x23, =GUEST_GICD_IPA + 0x8
	ldr	x25, =GUEST_RAM_IPA + GUEST_RAM_SIZE - 16	/* its own memory, for the floor */
	measure floor="ldr w0, [x25]"
	ldr	w0, [x23]
	measured x0
	.ltorg
