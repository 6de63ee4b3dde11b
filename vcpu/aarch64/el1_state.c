/* SPDX-License-Identifier: Apache-2.0 */
/* The registers that few CPUs or vCPUs have. */
#include "el1_state.h"

#define MOVE_FIXED(name)
#define MOVE_ALWAYS(name)
#define MOVE_LAST(name)
#define MOVE_IF(feature, name)                                                                     \
	if ((features & VCPU_FEATURE_##feature) != 0) {                                            \
		MOVE(name)                                                                         \
	}
#define MOVE_RAS(name)
#define MOVE_SME(name)   MOVE_IF(SME, name)
#define MOVE_PAUTH(name) MOVE_IF(PAUTH, name)
#define MOVE_CNTP(name)  MOVE_IF(CNTP, name)

void el1_save_optional(struct vcpu_el1_state *st, uint32_t features)
{
#define MOVE(name)                     st->name = sysreg_take_##name();
#define SYSREG_EL1(feature, name, ...) MOVE_##feature(name)
#include <vcpu/sysreg.def>
#undef MOVE
}

void el1_restore_optional(const struct vcpu_el1_state *st, uint32_t features)
{
#define MOVE(name)                     sysreg_give_##name(st->name);
#define SYSREG_EL1(feature, name, ...) MOVE_##feature(name)
#include <vcpu/sysreg.def>
#undef MOVE
}
