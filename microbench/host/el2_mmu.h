/* SPDX-License-Identifier: Apache-2.0 */
/* The host's own address space: everything at its physical address. */
#ifndef HOST_EL2_MMU_H
#define HOST_EL2_MMU_H

#include <stdint.h>

/* What makes a CPU see it. */
struct el2_mmu {
	uint64_t mair;
	uint64_t tcr;
	uint64_t ttbr0;
	uint64_t sctlr; /* turns it on, and the caches */
};

/* Maps the image (text read-only and executable, the rest never executable) and the board's
 * devices, and turns MMU and caches on. Panics when tables run out. */
void el2_mmu_enable(void);

/* What el2_mmu_enable() put into CPU 0, for the others. */
const struct el2_mmu *el2_mmu_registers(void);

#endif
