/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AARCH64_EL1_STATE_H
#define AARCH64_EL1_STATE_H

#include <stdint.h>

#include <switch_policy.h>
#include <vcpu/aarch64.h>
#include <vcpu/sysreg.h>

/* Every SYSREG_EL1 row of sysreg.def whose feature is in @features (enum vcpu_feature), in its
 * order. */
void el1_save(struct vcpu_el1_state *st, uint32_t features);

/* The same. Walks of the guest's tables are off until all of it is there. Ends without a barrier:
 * an ERET follows. */
void el1_restore(const struct vcpu_el1_state *st, uint32_t features);

/* Forbids walks through whatever TTBR0_EL1 and TTBR1_EL1 hold, until TCR_EL1 is written again. */
void el1_stop_walks(void);

/* One register of a guest that is not running: in the CPU where it stays there between exits. */
#define EL1_READ(arch, is_loaded, name)                                                            \
	((is_loaded) && switch_keeps_loaded() ? sysreg_read_##name() : (arch)->el1.name)

#define EL1_WRITE(arch, is_loaded, name, value)                                                    \
	do {                                                                                       \
		if ((is_loaded) && switch_keeps_loaded()) {                                        \
			sysreg_write_##name(value);                                                \
		} else {                                                                           \
			(arch)->el1.name = (value);                                                \
		}                                                                                  \
	} while (0)

#endif
