/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AARCH64_EL1_STATE_H
#define AARCH64_EL1_STATE_H

#include <vcpu/aarch64.h>

/* Every SYSREG_EL1 row of sysreg.def, in its order. No barrier: an ERET follows. */
void el1_save(struct vcpu_el1_state *st);
void el1_restore(const struct vcpu_el1_state *st);

#endif
