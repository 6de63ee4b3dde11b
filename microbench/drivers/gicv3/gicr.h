/* SPDX-License-Identifier: Apache-2.0 */
/* Redistributors. IHI 0069, "The GIC Redistributor register map". */
#ifndef GICV3_GICR_H
#define GICV3_GICR_H

#include <stdint.h>

#include "boards/board.h"
#include "drivers/mmio.h"

#define GICR_CTLR         0x0000
#define GICR_CTLR_RWP     (1u << 3)
#define GICR_TYPER        0x0008
#define GICR_TYPER_VLPIS  (1u << 1)
#define GICR_TYPER_LAST   (1u << 4)
#define GICR_WAKER        0x0014
#define GICR_WAKER_SLEEP  (1u << 1)
#define GICR_WAKER_ASLEEP (1u << 2)
#define GICR_SGI_FRAME    0x10000
#define GICR_IGROUPR0     (GICR_SGI_FRAME + 0x0080)
#define GICR_ISENABLER0   (GICR_SGI_FRAME + 0x0100)
#define GICR_ICENABLER0   (GICR_SGI_FRAME + 0x0180)
#define GICR_ISPENDR0     (GICR_SGI_FRAME + 0x0200)
#define GICR_ISACTIVER0   (GICR_SGI_FRAME + 0x0300)
#define GICR_ICACTIVER0   (GICR_SGI_FRAME + 0x0380)
#define GICR_IPRIORITYR   (GICR_SGI_FRAME + 0x0400)
#define GICR_STRIDE_GICV3 0x20000
#define GICR_STRIDE_GICV4 0x40000

#define GICR_PRIVATE_INTIDS 32u

/* The one of the CPU that has this affinity, 0: none. @mpidr: as MPIDR_EL1 has it. */
static inline uintptr_t gicr_find(uint64_t mpidr)
{
	/* In the form of GICR_TYPER[63:32]. */
	uint32_t affinity = (uint32_t)(mpidr & 0xffffff) | (uint32_t)(mpidr >> 32 & 0xff) << 24;
	uintptr_t base = board.gicr_base;

	for (;;) {
		uint64_t typer = mmio_read_64(base + GICR_TYPER);

		if ((uint32_t)(typer >> 32) == affinity) {
			return base;
		}
		if ((typer & GICR_TYPER_LAST) != 0) {
			return 0;
		}
		base += (typer & GICR_TYPER_VLPIS) != 0 ? GICR_STRIDE_GICV4 : GICR_STRIDE_GICV3;
	}
}

#endif
