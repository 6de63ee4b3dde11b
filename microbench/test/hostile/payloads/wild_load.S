/* SPDX-License-Identifier: Apache-2.0 */
/* Loads from IPA 0x12345678, where nothing is. Bench: hostile/wild_load. */
#include "lib/payload.h"

	payload
	mov	x1, #0x5678
	movk	x1, #0x1234, lsl #16
	ldr	x2, [x1]
	b	.
