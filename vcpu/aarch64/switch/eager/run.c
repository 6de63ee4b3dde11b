/* SPDX-License-Identifier: Apache-2.0 */
/* Instead of the library's own arch_vcpu_run(), which only enters. */
#include <vcpu/arch.h>

#include <switch_policy.h>

#include "aarch64/trap.h"

void arch_vcpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	switch_enter(arch);
	vcpu_enter(arch, exit);
}
