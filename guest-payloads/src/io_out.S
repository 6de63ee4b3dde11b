/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rings a doorbell for ever, each time with another value. Bench: io/out. Registers: x19 (the first
 * stamp), x23 (the doorbell) and x24 (the value) live across the store; the host has the second
 * stamp.
 */
#include "lib/payload.h"

	payload
	ldr	x23, =BENCH_DOORBELL_IPA
	mov	w24, wzr
	frames
1:	add	w24, w24, #1
	stamp	x19
	str	w24, [x23]
	/* The handler's turn, where an emulator runs one CPU at a time. */
	yield
	mov	x0, x19
	mov	x2, x24
	hvc	#GUEST_HVC_SAMPLE
	b	1b
	.ltorg
