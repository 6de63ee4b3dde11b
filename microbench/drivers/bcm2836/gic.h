/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interrupt controller around the cores of a BCM2836 or BCM2837 (Raspberry Pi 2, 3), behind the
 * face of a GIC. It has no virtual interface, no priorities, no active state, and what a core
 * is given is of that core alone. Each core has lines from its timers, and four mailboxes of 32
 * bits, each a line that is high while a bit is set: software-generated interrupt n is mailbox n.
 * Interrupts that the cores share, the GPU's, are turned off; gic_*_spi() are not here.
 *
 * That an interrupt is active is kept here: such a one is masked.
 *
 * Source: Broadcom, "Quad-A7 control", QA7_rev3.4, "Core timers interrupts", "Core Mailboxes
 * interrupts", "Core interrupt sources"
 */
#ifndef BCM2836_GIC_H
#define BCM2836_GIC_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/arch.h>

#include "boards/board.h"
#include "drivers/bcm2836/local.h"
#include "drivers/gic_driver.h"
#include "drivers/mmio.h"

#define GIC_SGIS       4u
#define GIC_INTID_NONE 1023u

/* Of a source register. The others are of the GPU and of things that nobody turns on. */
#define BCM_SOURCE_MAILBOX0 4u
#define BCM_SOURCES_USED    0xffu

/* The INTID of each bit of a source register. BSA, "PE timers". */
extern const uint8_t gic_intids[8];

static inline uint32_t gic_acknowledge(void)
{
	uint32_t cpu = arch_pcpu_this()->cpu_id;
	uintptr_t base = board.local_base;
	uint32_t sources = mmio_read_32(base + BCM_SOURCE(cpu)) & BCM_SOURCES_USED;
	uint32_t source;

	if (sources == 0) {
		return GIC_INTID_NONE;
	}
	source = (uint32_t)__builtin_ctz(sources);
	if (source >= BCM_SOURCE_MAILBOX0) {
		/* One that is sent from here on is another one. */
		mmio_write_32(base + BCM_MAILBOX_CLEAR(cpu, source - BCM_SOURCE_MAILBOX0), ~0u);
	}
	return gic_intids[source];
}

/* Of private interrupts; one that this controller does not have is never given. */
void gic_enable_private(uint32_t intid);
void gic_disable_private(uint32_t intid);
void gic_set_active_private(uint32_t intid, bool is_active);
bool gic_is_active_private(uint32_t intid);

static inline void gic_drop(uint32_t intid)
{
	gic_set_active_private(intid, true);
}

static inline void gic_deactivate(uint32_t intid)
{
	gic_set_active_private(intid, false);
}

/* There is nothing to end: a mailbox is empty, a timer's line as high as the timer makes it. */
static inline void gic_end(uint32_t intid)
{
	(void)intid;
}

/* There are no list registers. */
static inline uint64_t gic_empty_lists(void)
{
	return 0;
}

#endif
