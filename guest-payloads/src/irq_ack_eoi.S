/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledges and ends a virtual interrupt that the host has made pending, for ever, with IRQs
 * masked and so without its vector. Bench: irq/ack_eoi. Registers: x19 lives across it; x0 takes
 * the INTID. */
#include "lib/irq.h"

	payload
	irq_on
	irq_enable_spi GUEST_SPI
	ready
	measure_singly "ready"
	irq_ack	x0
	irq_eoi	x0
	measured x0

	irq_vectors
	.ltorg

/* irq_vectors wants it; nothing is ever unmasked. */
irq_taken:
	b	.
