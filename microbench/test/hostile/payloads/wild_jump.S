/* SPDX-License-Identifier: Apache-2.0 */
/* Jumps to IPA 0x12345000, where nothing is. Bench: hostile/wild_jump. */
#include "lib/payload.h"

	payload
	mov	x1, #0x5000
	movk	x1, #0x1234, lsl #16
	br	x1
