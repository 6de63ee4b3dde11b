/* SPDX-License-Identifier: Apache-2.0 */
/* The host's own address space: everything at its physical address. */
#ifndef HOST_EL2_MMU_H
#define HOST_EL2_MMU_H

/* Maps the image (text read-only and executable, the rest never executable) and the board's
 * devices, and turns MMU and caches on. Panics when tables run out. */
void el2_mmu_enable(void);

#endif
