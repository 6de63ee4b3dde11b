/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/gic_el3.h"

#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/bcm2836/local.h"
#include "drivers/mmio.h"

#define BCM_CPUS     4u
#define WAKE_MAILBOX 3u

/* It knows no Security states. */
void gic_el3_init(void)
{
}

void gic_el3_init_cpu(uint32_t cpu)
{
	(void)cpu;
}

/* An interrupt that is pending ends a WFI, whatever masks it. */
void gic_el3_sleep(uint32_t cpu)
{
	uintptr_t mailbox = board.local_base + BCM_MAILBOX_CLEAR(cpu, WAKE_MAILBOX);

	mmio_write_32(board.local_base + BCM_MAILBOX_CONTROL(cpu), 1u << WAKE_MAILBOX);
	while (mmio_read_32(mailbox) == 0) {
		cpu_dsb_sy();
		__asm__ volatile("wfi" : : : "memory");
	}
	mmio_write_32(mailbox, ~0u);
	mmio_write_32(board.local_base + BCM_MAILBOX_CONTROL(cpu), 0);
	cpu_dsb_sy();
}

void gic_el3_wake(uint32_t cpu)
{
	/* What it is to find is there before it looks. */
	cpu_dsb_sy();
	mmio_write_32(board.local_base + BCM_MAILBOX_SET(cpu, WAKE_MAILBOX), 1);
}

bool gic_el3_has_cpu(uint32_t cpu)
{
	return cpu < BCM_CPUS;
}
