/* SPDX-License-Identifier: Apache-2.0 */
/* List registers of this CPU, in the form of ICH_LR<n>_EL2, whichever GIC they belong to. */
#ifndef AARCH64_GIC_LR_H
#define AARCH64_GIC_LR_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/gic.h>
#include <vcpu/pcpu.h>

#include "gic_gich.h"
#include "regs.h"

/* Registers are named by number: a loop needs a row for each. */
#define GIC_FOR_EACH_LR_0_TO_3(each) each(0) each(1) each(2) each(3)
#define GIC_FOR_EACH_LR_4_TO_15(each)                                                              \
	each(4) each(5) each(6) each(7) each(8) each(9) each(10) each(11) each(12) each(13)        \
		each(14) each(15)

/* Bit n: there is a list register n. */
static inline uint32_t gic_lr_mask(const struct vcpu_pcpu *pcpu)
{
	return (1u << pcpu->n_list_registers) - 1;
}

/* IHI 0069, "ICH_ELRSR_EL2": neither pending nor active, nor is a maintenance interrupt asserted
 * because it is not active any more. */
static inline bool gic_lr_is_empty(uint64_t lr)
{
	return (lr & VCPU_GIC_LR_STATE) == 0 &&
	       ((lr & VCPU_GIC_LR_HW) != 0 || (lr & VCPU_GIC_LR_EOI) == 0);
}

/* 0 where there is no such one. */
uint64_t gic_lr_read(const struct vcpu_pcpu *pcpu, unsigned int n);
void gic_lr_write(const struct vcpu_pcpu *pcpu, unsigned int n, uint64_t lr);

#endif
