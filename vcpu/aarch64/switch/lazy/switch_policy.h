/* SPDX-License-Identifier: Apache-2.0 */
/* SWITCH=lazy: only general registers move at an exit; everything else stays in the CPU while the
 * vCPU is bound to it. */
#ifndef SWITCH_POLICY_H
#define SWITCH_POLICY_H

#include <stdbool.h>

#include <vcpu/aarch64.h>
#include <vcpu/pcpu.h>

/* A bound vCPU's EL1 registers are in the CPU, not in its struct, while it is not running. */
static inline bool switch_keeps_loaded(void)
{
	return true;
}

/* First thing after the guest was left. */
static inline void switch_exit(struct arch_vcpu *arch)
{
	(void)arch;
}

/* Last thing of a bind, first of an unbind. */
static inline void switch_after_bind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	(void)arch;
	(void)pcpu;
}

static inline void switch_before_unbind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	(void)arch;
	(void)pcpu;
}

#endif
