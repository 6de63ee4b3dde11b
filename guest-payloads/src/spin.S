/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spins on the counter until a gap is longer than the loop. Bench: irq/exit. Registers: x19 to x24
 * live across the interrupt.
 *
 *	x19	stamp before last	x20	last stamp
 *	x21	longest gap that is still the loop
 *	x24	the stamp at which the interrupt is overdue: it came before the loop began
 */
#include "lib/payload.h"

/* From one stamp to the next lie the same eight instructions on every way round, the first
 * included. */
.macro spin overdue, first
	stamp	x20
\first:
	cmp	x20, x20
	b.hi	\overdue
	sub	x2, x20, x20
	cmp	x2, x21
	b.ls	2f
2:	mov	x19, x20
	stamp	x20
	cmp	x20, x24
	b.hi	\overdue
	sub	x2, x20, x19
	cmp	x2, x21
	b.ls	2b
.endm

	payload
	/* A limit of 0 ends the loop at its first round: the empty frame. A coarse counter may show
	 * no tick at all for one; then the round that shows one is reported. */
	mov	x21, xzr
	mov	x22, #GUEST_FRAMES
	mov	x23, #-1
	mov	x24, #-1
1:	spin	1b, .Lframe
	sub	x2, x20, x19
	cmp	x2, x23
	csel	x23, x2, x23, lo		/* the shortest empty frame */
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_FRAME
	subs	x22, x22, #1
	b.ne	1b
	/* Four loops, and four ticks for a counter so coarse that a loop is none. The shortest
	 * frame, as the overhead is: with a frame that noise made long, no interrupt would ever be
	 * noticed. */
	lsl	x21, x23, #2
	add	x21, x21, #4
3:	hvc	#GUEST_HVC_READY		/* the host arms its timer; x0: in so many ticks */
	stamp	x24
	add	x24, x24, x0, lsl #4
	spin	3b, .Lfirst
	/* A gap that noise made may be followed by the interrupt before it is reported: then this
	 * stamp is late. An interrupt that comes still later, the host knows by where the guest
	 * was. */
	stamp	x2
	sub	x2, x2, x20
	cmp	x2, x21
	b.hi	3b
.Llast:	mov	x0, x19
	mov	x1, x20
	adr	x2, .Lfirst
	adr	x3, .Llast
	hvc	#GUEST_HVC_SAMPLE		/* x2 to x3: where the interrupt must have been */
	b	3b
