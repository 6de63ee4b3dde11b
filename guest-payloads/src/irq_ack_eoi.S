/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledges and ends a virtual interrupt that the host has made pending, for ever, with IRQs masked
 * and so without its vector. Bench: irq/ack_eoi. Registers: x19 lives across it; x0 takes the INTID. */
#include "lib/irq.h"

	payload
	irq_on
	measure_singly "ready"
	irq_end	x0
	measured x0

	irq_vectors

/* irq_vectors wants it; nothing is ever unmasked. */
irq_taken:
	b	.
