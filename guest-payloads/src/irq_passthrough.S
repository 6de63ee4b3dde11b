/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lets its physical timer interrupt it, for ever, with the physical GIC interface its own, and
 * spins meanwhile. Bench: irq/passthrough. Registers: x19 (when it is due) lives across the
 * interrupt; x20 is the vector's stamp.
 */
#include "lib/irq.h"

#define ICC_DIR_EL1	S3_0_C12_C11_1

	payload
	frames
	irq_on
1:	ready				/* x0: in so many ticks */
	mov	x1, #1			/* CNTP_CTL_EL0.ENABLE */
	stamp	x19
	add	x19, x19, x0
	msr	cntp_cval_el0, x19
	msr	cntp_ctl_el0, x1
	msr	daifclr, #2
2:	b	2b

irq_taken:
	irq_ack	x2
	msr	cntp_ctl_el0, xzr
	isb				/* its level has gone before the interrupt ends */
	irq_eoi	x2
	msr	ICC_DIR_EL1, x2		/* the host's way of ending one, EOImode 1, stays */
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	b	1b

	irq_vectors
