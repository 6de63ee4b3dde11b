/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spins on the counter until a gap is longer than the loop. Bench: irq/exit. Registers: x19 to x21
 * live across the interrupt.
 *
 *	x19	stamp before last	x20	last stamp
 *	x21	longest gap that is still the loop
 */
#include "lib/payload.h"

/* From one stamp to the next lie the same six instructions on every way round, the first included. */
.macro spin
	stamp	x20
	sub	x2, x20, x20
	cmp	x2, x21
	b.ls	2f
2:	mov	x19, x20
	stamp	x20
	sub	x2, x20, x19
	cmp	x2, x21
	b.ls	2b
	mov	x0, x19
	mov	x1, x20
.endm

	payload
	/* A limit of 0 ends the loop at its first round: the empty frame. A coarse counter may show no
	 * tick at all for one; then the round that shows one is reported. */
	mov	x21, xzr
	mov	x22, #GUEST_FRAMES
	mov	x23, xzr
1:	spin
	sub	x2, x1, x0
	cmp	x2, x23
	csel	x23, x2, x23, hi		/* the longest empty frame */
	hvc	#GUEST_HVC_FRAME
	subs	x22, x22, #1
	b.ne	1b
	lsl	x21, x23, #2
3:	hvc	#GUEST_HVC_READY		/* the host arms its timer */
	spin
	mov	x2, xzr
	hvc	#GUEST_HVC_SAMPLE
	b	3b
