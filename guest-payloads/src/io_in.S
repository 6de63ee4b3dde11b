/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits in a loop for an interrupt that another CPU of the host raises. Bench: io/in. Registers:
 * x20 is the vector's stamp; the host has the first one.
 */
#include "lib/irq.h"

	payload
	irq_on
	irq_enable_spi GUEST_SPI
	ready
	frames
1:	ready
	msr	daifclr, #2
	/* The other CPU's turn, where an emulator runs one at a time. */
2:	yield
	b	2b

irq_taken:
	irq_ack	x2
	irq_eoi	x2
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	b	1b

	irq_vectors
	.ltorg
