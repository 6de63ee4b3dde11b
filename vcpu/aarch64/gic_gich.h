/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual interface control of a GICv2, which is memory. @gich: where this CPU's is. Source:
 * IHI 0048, "GIC virtual interface control registers" */
#ifndef AARCH64_GIC_GICH_H
#define AARCH64_GIC_GICH_H

#include <stdint.h>

#include <vcpu/aarch64.h>
#include <vcpu/pcpu.h>

#define GICH_HCR    0x000u
#define GICH_VTR    0x004u
#define GICH_VMCR   0x008u
#define GICH_ELRSR0 0x030u
#define GICH_APR    0x0f0u
#define GICH_LR0    0x100u

#define GICH_VTR_LIST_REGS(r) ((r)&0x3f) /* minus one */

static inline uint32_t gich_read(uintptr_t gich, uint32_t offset)
{
	return *(volatile uint32_t *)(gich + offset);
}

static inline void gich_write(uintptr_t gich, uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(gich + offset) = value;
}

/* In the form of ICH_LR<n>_EL2. */
uint64_t gich_lr_read(uintptr_t gich, unsigned int n);
void gich_lr_write(uintptr_t gich, unsigned int n, uint64_t lr);

/* As gic_save() and gic_restore(). */
void gich_save(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu);
void gich_restore(const struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu);

/* Off, and nothing in it. */
void gich_reset(const struct vcpu_pcpu *pcpu);

#endif
