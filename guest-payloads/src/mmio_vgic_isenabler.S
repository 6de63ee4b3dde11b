/* SPDX-License-Identifier: Apache-2.0 */
/* Enables some interrupts at its virtual GIC once, and reads back which are, for ever. Bench:
 * mmio/vgic_isenabler. Registers: x19 and x23 (the address) live across the load; x0 takes the
 * answer. */
#include "lib/payload.h"

	payload
	ldr	x23, =GUEST_GICD_IPA + 0x104	/* GICD_ISENABLER1: INTID 32 to 63 */
	ldr	w0, =GUEST_SPIS_ENABLED
	str	w0, [x23]
	ready				/* an exit already, and none of an empty frame */
	ldr	x25, =GUEST_RAM_IPA + GUEST_RAM_SIZE - 16	/* its own memory, for the floor */
	measure floor="ldr w0, [x25]"
	ldr	w0, [x23]
	measured x0
	.ltorg
