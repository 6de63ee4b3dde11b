/* SPDX-License-Identifier: Apache-2.0 */
/* How a CPU at EL2 waits for others, which kick it. */
#ifndef HOST_SLEEP_H
#define HOST_SLEEP_H

#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

/* Until the next interrupt, which is served. One that came before the WFI ends it at once, so that
 * nothing is missed that was stored ahead of a kick. */
static inline void sleep_until_interrupt(void)
{
	__asm__ volatile("wfi" : : : "memory");
	hal_irq_handle(hal_irq_fetch());
	/* What is looked at next is loaded behind the acknowledge, not ahead of it. */
	cpu_isb();
}

#endif
