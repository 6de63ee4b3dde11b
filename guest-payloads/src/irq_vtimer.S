/* SPDX-License-Identifier: Apache-2.0 */
/* Lets its virtual timer interrupt it, for ever, and spins meanwhile. Bench: irq/vtimer. Registers:
 * x19 (when it is due) lives across the interrupt; x20 is the vector's stamp. */
#include "lib/irq.h"

	payload
	irq_vtimer nop
