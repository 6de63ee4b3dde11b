/* SPDX-License-Identifier: Apache-2.0 */
/* Lets its virtual timer interrupt it, for ever, and sleeps meanwhile. Bench: irq/vtimer_wfi,
 * wfx/wfi_vtimer. Registers: x19 (when it is due) lives across the interrupt; x20 is the vector's
 * stamp. */
#include "lib/irq.h"

	payload
	irq_vtimer wfi
