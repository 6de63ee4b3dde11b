/* SPDX-License-Identifier: Apache-2.0 */
#include <hal_host.h>
#include "host/console.h"
#include "host/panic.h"

void host_irq_other(uint32_t vector)
{
	if (vector >= GIC_INTID_SPECIAL) {
		return; /* gone before it was acknowledged */
	}
	console_str("interrupt ");
	console_dec(vector);
	console_str("\n");
	host_panic("an interrupt that nobody enabled");
}
