/* SPDX-License-Identifier: Apache-2.0 */
#include <hal_host.h>
#include "host/console.h"
#include "host/kick.h"
#include "host/panic.h"

void host_irq_other(uint32_t vector)
{
	if (vector >= GIC_INTID_SPECIAL) {
		return; /* gone before it was acknowledged */
	}
	if (vector == KICK_INTID) {
		gic_end(vector);
		return;
	}
	console_str("interrupt ");
	console_dec(vector);
	console_str("\n");
	host_panic("an interrupt that nobody enabled");
}
