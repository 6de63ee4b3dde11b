/* SPDX-License-Identifier: Apache-2.0 */
/* Loads 1 byte from the bench device for ever. Bench: mmio/read_1. Registers: x19 and x23 (the
 * address) live across the load; x0 takes the answer. */
#include "lib/payload.h"

	payload
	ldr	x23, =BENCH_DEVICE_IPA + BENCH_DEVICE_TICK
	ldr	x25, =GUEST_RAM_IPA + GUEST_RAM_SIZE - 16	/* its own memory, for the floor */
	measure floor="ldrb w0, [x25]"
	ldrb	w0, [x23]
	measured x0
	.ltorg
