/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The physical interrupt controller, as the host at EL2 uses it. A board says which one it has
 * (BOARD_GIC in board.mk), and <gic.h> is that driver's: what is declared here, and, inline, what
 * lies on the way of an exit:
 *
 *	uint32_t gic_acknowledge(void)		what is pending; GIC_INTID_SPECIAL and above: nothing
 *	void gic_drop(uint32_t intid)		ends its priority; it stays active, and is not given again
 *	void gic_deactivate(uint32_t intid)	then, on the same CPU: it may be given again
 *	void gic_end(uint32_t intid)		both
 *
 * and for private interrupts (0 to 31) of the calling CPU:
 *
 *	void gic_enable_private(uint32_t intid)
 *	void gic_disable_private(uint32_t intid)	returns once it is not given any more
 *	void gic_set_active_private(uint32_t intid, bool is_active)
 *	bool gic_is_active_private(uint32_t intid)
 *
 * They may be called once gic_init_cpu() has been, on the same CPU. CPUs are numbered as in
 * host/smp.h.
 *
 * All interrupts have one priority and are IRQs. The guest ends one itself that is in a list
 * register with the HW bit: such a one is dropped here, and not deactivated.
 */
#ifndef DRIVERS_GIC_DRIVER_H
#define DRIVERS_GIC_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#define GIC_INTID_SPECIAL 1020u /* this and above: nothing was pending, nothing to end */

/* Once, with the MMU on, before any CPU's part. NULL, or why it cannot be used. */
const char *gic_init_distributor(void);

/* The calling CPU, @cpu, takes interrupts from here on; all of its private ones are disabled.
 * Again: as if for the first time. NULL, or why it cannot be used. */
const char *gic_init_cpu(uint32_t cpu);

/* Software-generated interrupt @intid (0 to 15) for @cpu, which has called gic_init_cpu(). What was
 * stored before is visible to whoever takes it only behind a DSB, which is the caller's. */
void gic_send_sgi(uint32_t cpu, uint32_t intid);

/* Shared interrupt @intid (32 to 1019, as many as there are) goes to @cpu. */
void gic_enable_spi(uint32_t intid, uint32_t cpu, bool is_edge);
void gic_disable_spi(uint32_t intid); /* returns once it is not given any more */
void gic_set_pending_spi(uint32_t intid);

#endif
