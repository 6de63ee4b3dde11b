/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/bcm2836/gic.h"

#include <stddef.h>

#include <vcpu/sysreg.h>

#include "host/stack.h"

#define BCM_TIMERS 0x0fu /* of BCM_TIMER_CONTROL */

/* Of the GPU's interrupts, offsets from board.gpu_irq_base. Broadcom, "BCM2835 ARM Peripherals",
 * "Interrupts", "Registers" */
#define ARMC_FIQ_CONTROL   0x0c
#define ARMC_DISABLE_1     0x1c
#define ARMC_DISABLE_2     0x20
#define ARMC_DISABLE_BASIC 0x24

/* CNTPS, CNTPNS, CNTHP, CNTV, mailboxes 0 to 3 */
const uint8_t gic_intids[8] = { 29, 30, 26, 27, 0, 1, 2, 3 };

/* Bits of a source register. Each CPU touches its own alone. */
static struct {
	uint32_t enabled;
	uint32_t active;
} states[HOST_CPUS_MAX];

/* 0: there is no such interrupt. */
static uint32_t source_of(uint32_t intid)
{
	for (uint32_t n = 0; n < sizeof(gic_intids); n++) {
		if (gic_intids[n] == intid) {
			return 1u << n;
		}
	}
	return 0;
}

static void update(uint32_t cpu)
{
	uint32_t on = states[cpu].enabled & ~states[cpu].active;

	mmio_write_32(board.local_base + BCM_TIMER_CONTROL(cpu), on & BCM_TIMERS);
	mmio_write_32(board.local_base + BCM_MAILBOX_CONTROL(cpu), on >> BCM_SOURCE_MAILBOX0);
	/* It has arrived there before the caller goes on as if it had. */
	cpu_dsb_sy();
}

void gic_enable_private(uint32_t intid)
{
	uint32_t cpu = arch_pcpu_this()->cpu_id;

	states[cpu].enabled |= source_of(intid);
	update(cpu);
}

void gic_disable_private(uint32_t intid)
{
	uint32_t cpu = arch_pcpu_this()->cpu_id;

	states[cpu].enabled &= ~source_of(intid);
	update(cpu);
}

void gic_set_active_private(uint32_t intid, bool is_active)
{
	uint32_t cpu = arch_pcpu_this()->cpu_id;
	uint32_t source = source_of(intid);

	states[cpu].active = is_active ? states[cpu].active | source : states[cpu].active & ~source;
	update(cpu);
}

bool gic_is_active_private(uint32_t intid)
{
	return (states[arch_pcpu_this()->cpu_id].active & source_of(intid)) != 0;
}

/* Firmware may have used some. */
const char *gic_init_distributor(void)
{
	if (board.gpu_irq_base != 0) {
		mmio_write_32(board.gpu_irq_base + ARMC_FIQ_CONTROL, 0);
		mmio_write_32(board.gpu_irq_base + ARMC_DISABLE_1, ~0u);
		mmio_write_32(board.gpu_irq_base + ARMC_DISABLE_2, ~0u);
		mmio_write_32(board.gpu_irq_base + ARMC_DISABLE_BASIC, ~0u);
	}
	return NULL;
}

const char *gic_init_cpu(uint32_t cpu)
{
	states[cpu].enabled = 0;
	states[cpu].active = 0;
	update(cpu);
	for (uint32_t n = 0; n < GIC_SGIS; n++) {
		mmio_write_32(board.local_base + BCM_MAILBOX_CLEAR(cpu, n), ~0u);
	}
	return NULL;
}

void gic_send_sgi(uint32_t cpu, uint32_t intid)
{
	mmio_write_32(board.local_base + BCM_MAILBOX_SET(cpu, intid), 1);
}
