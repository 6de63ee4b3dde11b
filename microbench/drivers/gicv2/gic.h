/* SPDX-License-Identifier: Apache-2.0 */
/* GICv2: all of it is memory. What this Security state sees: Group 0 of a GIC that has one state,
 * Group 1 of one that has two. IHI 0048. */
#ifndef GICV2_GIC_H
#define GICV2_GIC_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/arch.h>

#include "boards/board.h"
#include "drivers/gic_driver.h"
#include "drivers/gicd.h"
#include "drivers/mmio.h"
#include "host/stack.h"

#define GICC_IAR  0x000c
#define GICC_EOIR 0x0010
#define GICC_DIR  0x1000

#define GICH_ELRSR0 0x0030

#define GICC_IAR_INTID(r) ((r)&0x3ff)

#define GIC_SGIS 16u

/* Of each CPU: what GICC_IAR said of an SGI, its sender included, which ends it. */
extern uint32_t gic_sgis[HOST_CPUS_MAX][GIC_SGIS];

static inline uint32_t *gic_sgi(uint32_t intid)
{
	return &gic_sgis[arch_pcpu_this()->cpu_id][intid];
}

/* No barrier: loads and stores of one device keep their order, and each waits for the last. A
 * signal that is still on its way when interrupts are unmasked is a spurious one. */
static inline uint32_t gic_acknowledge(void)
{
	uint32_t iar = mmio_read_32(board.gicc_base + GICC_IAR);
	uint32_t intid = GICC_IAR_INTID(iar);

	if (intid < GIC_SGIS) {
		*gic_sgi(intid) = iar;
	}
	return intid;
}

static inline void gic_drop(uint32_t intid)
{
	mmio_write_32(board.gicc_base + GICC_EOIR, intid < GIC_SGIS ? *gic_sgi(intid) : intid);
}

static inline void gic_deactivate(uint32_t intid)
{
	mmio_write_32(board.gicc_base + GICC_DIR, intid < GIC_SGIS ? *gic_sgi(intid) : intid);
}

static inline void gic_end(uint32_t intid)
{
	gic_drop(intid);
	gic_deactivate(intid);
}

/* The first word of these is each CPU's own. */
static inline void gic_enable_private(uint32_t intid)
{
	mmio_write_32(board.gicd_base + GICD_ISENABLER, 1u << intid);
}

static inline void gic_disable_private(uint32_t intid)
{
	mmio_write_32(board.gicd_base + GICD_ICENABLER, 1u << intid);
	cpu_dsb_sy();
}

static inline void gic_set_active_private(uint32_t intid, bool is_active)
{
	mmio_write_32(board.gicd_base + (is_active ? GICD_ISACTIVER : GICD_ICACTIVER), 1u << intid);
	/* The store has arrived there before a guest is entered whose interrupt this is. */
	cpu_dsb_sy();
}

/* Distributor and CPU interface are not one device: what the latter was told has arrived before. */
static inline bool gic_is_active_private(uint32_t intid)
{
	cpu_dsb_sy();
	return (mmio_read_32(board.gicd_base + GICD_ISACTIVER) >> intid & 1) != 0;
}

/* Of the virtual CPU interface: which list registers hold nothing pending or active. IHI 0048,
 * GICH_ELRSR0; none has more than 32. */
static inline uint64_t gic_empty_lists(void)
{
	return mmio_read_32(board.gich_base + GICH_ELRSR0);
}

#endif
