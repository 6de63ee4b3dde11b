/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits in a loop for an interrupt that the host lets come at a time it names. Bench: irq/inject.
 * Registers: x19 (that time) lives across the interrupt; x20 is the vector's stamp.
 */
#include "lib/irq.h"

	payload
	irq_on
	irq_enable_spi GUEST_SPI
	ready
	frames
1:	hvc	#GUEST_HVC_READY	/* x0: when, of CNTVCT_EL0 */
	mov	x19, x0
	msr	daifclr, #2
2:	b	2b

irq_taken:
	irq_ack	x2
	irq_eoi	x2
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	b	1b

	irq_vectors
	.ltorg
