/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lets its virtual timer interrupt it again as soon as it has ended the last interrupt, GUEST_STORM
 * times in a row, and notes when each came to its vector. Bench: irq/storm. Registers: x23 (where
 * the next note goes) and x24 (how many are still to come) live across the interrupt; x20 is the
 * vector's stamp.
 */
#include "lib/irq.h"

	payload
	ready				/* it runs */
	irq_on
	irq_enable VTIMER_INTID
	msr	cntv_cval_el0, xzr	/* always due */
	mov	x25, #1			/* CNTV_CTL_EL0.ENABLE */
1:	ready				/* the host reads the notes, and forgets the exits */
	ldr	x23, =GUEST_STORM_IPA
	mov	x24, #GUEST_STORM
	msr	cntv_ctl_el0, x25
	msr	daifclr, #2
2:	b	2b

irq_taken:
	irq_ack	x2
	msr	cntv_ctl_el0, xzr
	isb				/* its level has gone before the interrupt ends */
	irq_eoi	x2
	str	x20, [x23], #8
	subs	x24, x24, #1
	b.eq	1b
	msr	cntv_ctl_el0, x25
	msr	daifclr, #2
	b	2b

	irq_vectors
	.ltorg
