/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an architecture implements under the arch-independent vCPU. Called by vcpu/core only; every
 * call is made in a state in which vcpu.h allows it, so none of these checks the life cycle.
 */
#ifndef VCPU_ARCH_H
#define VCPU_ARCH_H

#include <stdint.h>

#include <cpu/run.h>
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

/* Once each, before arch_vcpu_setup(). */
void arch_vcpu_set_entry(struct arch_vcpu *arch, uint64_t entry_ipa);
void arch_vcpu_set_stage2(struct arch_vcpu *arch, struct stage2 *memory);
void arch_vcpu_setup(struct arch_vcpu *arch, uint32_t flags);

/* Whether this CPU has the state that it is in: it may have come from another. */
static inline bool arch_vcpu_is_supported(const struct arch_vcpu *arch,
					  const struct vcpu_pcpu *pcpu)
{
	return (arch->ctx.spsr & VCPU_SPSR_NRW) == 0 ||
	       (pcpu->features & VCPU_FEATURE_AARCH32) != 0;
}

/* Load the guest's EL1, timer, GIC, stage-2 and FP/SIMD state into this CPU, and take it back. */
void arch_vcpu_bind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu);
void arch_vcpu_unbind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu);

/* Both at once. Returns VCPU_OK: the caller ends in it. */
int arch_vcpu_switch(struct arch_vcpu *from, struct arch_vcpu *to, struct vcpu_pcpu *pcpu);

/* The guest used FP/SIMD, which trapped. False: it is loaded, the trap is another's. */
bool arch_vcpu_load_fp(struct arch_vcpu *arch, const struct vcpu_pcpu *pcpu);

/* The vCPU of @arch is Ready again. */
static inline void arch_vcpu_end_run(struct arch_vcpu *arch)
{
	((struct vcpu *)(void *)arch)->state = VCPU_STATE_READY;
}

/* Exceptions that the guest takes when it next runs, as vcpu.h says. @is_loaded: bound to this
 * CPU. */
void arch_vcpu_inject_undef(struct arch_vcpu *arch, bool is_loaded);
void arch_vcpu_inject_abort(struct arch_vcpu *arch, bool is_loaded, uint64_t va, bool is_exec);
int arch_vcpu_inject_serror(struct arch_vcpu *arch, bool is_loaded, uint64_t iss);
int arch_vcpu_inject_interrupt(struct arch_vcpu *arch, bool is_loaded, uint32_t vector);
int arch_vcpu_set_pstate(struct arch_vcpu *arch, bool is_loaded, uint64_t spsr);
int arch_vcpu_forward_smc(struct arch_vcpu *arch);

#endif
