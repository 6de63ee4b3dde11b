/* SPDX-License-Identifier: Apache-2.0 */
/* What the distributors of a GICv2 and a GICv3 have in common. IHI 0048, IHI 0069. */
#ifndef DRIVERS_GICD_H
#define DRIVERS_GICD_H

#include <stdint.h>

#include "boards/board.h"
#include "drivers/mmio.h"

#define GICD_CTLR           0x0000
#define GICD_TYPER          0x0004
#define GICD_TYPER_LINES(r) ((r)&0x1f) /* of 32 interrupts, the private ones not counted */
#define GICD_IGROUPR        0x0080
#define GICD_ISENABLER      0x0100
#define GICD_ICENABLER      0x0180
#define GICD_ISPENDR        0x0200
#define GICD_ISACTIVER      0x0300
#define GICD_ICACTIVER      0x0380
#define GICD_IPRIORITYR     0x0400
#define GICD_ICFGR          0x0c00

#define GIC_PRIORITY_ALL     0xff
#define GIC_PRIORITY_NORMAL  0xa0u
#define GIC_PRIORITY_NORMALS (GIC_PRIORITY_NORMAL * 0x01010101u)

/* @value becomes field @intid, of @bits, of the registers that begin with @group. */
static inline void gicd_set_field(uint32_t group, uint32_t intid, uint32_t bits, uint32_t value)
{
	uint32_t per_word = 32 / bits;
	uint32_t shift = intid % per_word * bits;
	uintptr_t at = board.gicd_base + group + (uintptr_t)intid / per_word * 4;
	uint32_t mask = ((1u << bits) - 1) << shift;

	mmio_write_32(at, (mmio_read_32(at) & ~mask) | value << shift);
}

/* Of registers that take ones alone. */
static inline void gicd_set_bit(uint32_t group, uint32_t intid)
{
	mmio_write_32(board.gicd_base + group + (uintptr_t)intid / 32 * 4, 1u << intid % 32);
}

/* Firmware may have used some. */
static inline void gicd_disable_spis(void)
{
	uintptr_t lines = GICD_TYPER_LINES(mmio_read_32(board.gicd_base + GICD_TYPER));

	for (uintptr_t n = 1; n <= lines; n++) {
		mmio_write_32(board.gicd_base + GICD_ICENABLER + n * 4, ~0u);
	}
}

#endif
