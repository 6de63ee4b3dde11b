/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an architecture implements under the arch-independent vCPU. Called by vcpu/core only; every
 * call is made in a state in which vcpu.h allows it, so none of these checks the life cycle.
 */
#ifndef VCPU_ARCH_H
#define VCPU_ARCH_H

#include <stdint.h>

#include <vcpu/aarch64.h>
#include <vcpu/exit.h>
#include <vcpu/pcpu.h>
#include <vcpu/sysreg.h>
#include <vcpu/vcpu.h>

/* This CPU's area; only valid after vcpu_pcpu_init(). */
static inline struct vcpu_pcpu *arch_pcpu_this(void)
{
	return (struct vcpu_pcpu *)(uintptr_t)sysreg_read_tpidr_el2();
}

/* Reset state: EL1h, interrupts masked, MMU off. */
void arch_vcpu_init(struct arch_vcpu *arch, const struct vcpu_config *config);
void arch_vcpu_set_entry(struct arch_vcpu *arch, uint64_t entry_ipa);
void arch_vcpu_set_stage2(struct arch_vcpu *arch, uint64_t vtcr, uint64_t vttbr);

/* Load the guest's EL1, timer, stage-2 and FP/SIMD state into this CPU, and take it back. */
void arch_vcpu_bind(struct arch_vcpu *arch);
void arch_vcpu_unbind(struct arch_vcpu *arch);

/* Enter the guest, come back at its next exit, and say why. */
int arch_vcpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit);

#endif
