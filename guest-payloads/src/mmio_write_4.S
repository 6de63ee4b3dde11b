/* SPDX-License-Identifier: Apache-2.0 */
/* Stores 4 bytes to the bench device for ever, one more each time. Bench: mmio/write_4. Registers:
 * x19, x23 (the address) and x24 (the value) live across the store. */
#include "lib/payload.h"

	payload
	ldr	x23, =BENCH_DEVICE_IPA + BENCH_DEVICE_TICK
	ldr	x24, =BENCH_DEVICE_FIRST
	ldr	x25, =GUEST_RAM_IPA + GUEST_RAM_SIZE - 16	/* its own memory, for the floor */
	measure "add x24, x24, #1", "str w24, [x25]"
	str	w24, [x23]
	measured x24
	.ltorg
