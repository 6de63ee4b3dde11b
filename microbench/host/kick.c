/* SPDX-License-Identifier: Apache-2.0 */
#include "host/kick.h"

#include <gic.h>
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

void kick_enable(void)
{
	uint32_t vector;

	gic_enable_private(KICK_INTID);
	/* The store has arrived at the GIC before it is asked what is pending. */
	cpu_dsb_sy();
	do {
		vector = hal_irq_fetch();
		hal_irq_handle(vector);
	} while (vector < GIC_INTID_SPECIAL);
	/* What those told of is looked at behind their acknowledge. */
	cpu_isb();
}

void kick_disable(void)
{
	gic_disable_private(KICK_INTID);
}

void kick_cpu(uint32_t cpu)
{
	/* The message has arrived before the interrupt that says so. */
	cpu_dsb_ish();
	gic_send_sgi(cpu, KICK_INTID);
}
