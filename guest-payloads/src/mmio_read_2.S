/* SPDX-License-Identifier: Apache-2.0 */
/* Loads 2 bytes from the bench device for ever. Bench: mmio/read_2. Registers: x19 and x23 (the
 * address) live across the load; x0 takes the answer. */
#include "lib/payload.h"

	payload
	ldr	x23, =BENCH_DEVICE_IPA + BENCH_DEVICE_TICK
	ldr	x25, =GUEST_RAM_IPA + GUEST_RAM_SIZE - 16	/* its own memory, for the floor */
	measure floor="ldrh w0, [x25]"
	ldrh	w0, [x23]
	measured x0
	.ltorg
