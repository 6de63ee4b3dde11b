/* SPDX-License-Identifier: Apache-2.0 */
/* Sends itself a software-generated interrupt for ever. Bench: irq/self_sgi. Registers: x19 lives
 * across it; x20 is the vector's stamp. */
#include "lib/irq.h"

#define INTID	1

	payload
	irq_on
	irq_enable INTID
	ready
	frames
	msr	daifclr, #2
	mov	x23, #INTID << 24
	add	x23, x23, #1		/* the target list: Aff0 0, itself */
1:	stamp	x19
	msr	ICC_SGI1R_EL1, x23
2:	b	2b

irq_taken:
	irq_ack	x2
	irq_eoi	x2
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	msr	daifclr, #2
	b	1b

	irq_vectors
	.ltorg
