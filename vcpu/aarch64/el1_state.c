/* SPDX-License-Identifier: Apache-2.0 */
#include "el1_state.h"

#include <vcpu/pcpu.h>
#include <vcpu/sysreg.h>

#include "regs.h"

void el1_save(struct vcpu_el1_state *st, uint32_t features)
{
#define SYSREG_EL1(feature, name, ...)                                                             \
	if ((features & VCPU_FEATURE_##feature) != 0) {                                            \
		st->name = sysreg_read_##name();                                                   \
	}
#include <vcpu/sysreg.def>
}

/*
 * Cortex-A57 erratum 1319537, Cortex-A72 1319367: a speculative AT may walk with half of one
 * guest's registers and half of another's, and what it finds stays in the TLB. With both EPD bits
 * set there is nothing to walk, and with stage 1 on there are no walks of stage 2 alone.
 */
void el1_stop_walks(void)
{
	sysreg_write_tcr_el1(TCR_EL1_EPD1 | TCR_EL1_EPD0);
	cpu_isb();
	sysreg_write_sctlr_el1(SCTLR_EL1_RESET | SCTLR_EL1_M);
	cpu_isb();
}

void el1_restore(const struct vcpu_el1_state *st, uint32_t features)
{
	uint32_t first = features & ~(uint32_t)VCPU_FEATURE_LAST;

	el1_stop_walks();
#define SYSREG_EL1(feature, name, ...)                                                             \
	if ((first & VCPU_FEATURE_##feature) != 0) {                                               \
		sysreg_write_##name(st->name);                                                     \
	}
#include <vcpu/sysreg.def>
	cpu_isb();
	sysreg_write_sctlr_el1(st->sctlr_el1);
	cpu_isb();
	sysreg_write_tcr_el1(st->tcr_el1);
}
