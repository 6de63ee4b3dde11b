/* SPDX-License-Identifier: Apache-2.0 */
#include "el1_state.h"

#include <vcpu/sysreg.h>

void el1_save(struct vcpu_el1_state *st)
{
#define SYSREG_EL1(name, ...) st->name = sysreg_read_##name();
#include <vcpu/sysreg.def>
}

void el1_restore(const struct vcpu_el1_state *st)
{
#define SYSREG_EL1(name, ...) sysreg_write_##name(st->name);
#include <vcpu/sysreg.def>
}
