/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Turns the other vCPU on, which stamps its first instruction and turns itself off again, for ever.
 * Bench: psci/cpu_on. Registers: x19 (the first stamp) and x23 (where the other one stores its own)
 * live across the HVC; x0 is the answer.
 */
#include "lib/payload.h"
#include "lib/psci.h"

	payload
	adr	x23, entered
	frames
1:	psci_wait_off #1
	str	xzr, [x23]
	ready
	psci_cpu_on_args #1, other, x23
	stamp	x19
	hvc	#GUEST_HVC_SMCCC
	mov	x1, x19
	cbnz	x0, 3f
	/* Its turn, where an emulator runs one CPU at a time. */
2:	yield
	ldr	x1, [x23]
	cbz	x1, 2b
3:	mov	x2, x0
	mov	x0, x19
	hvc	#GUEST_HVC_SAMPLE
	b	1b

other:	stamp	x1
	str	x1, [x0]
	psci_cpu_off
	b	.

	.balign	8
entered:
	.quad	0
