/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU of a host unit test: its guests keep to the host's calling convention. */
#ifndef CPU_RUN_H
#define CPU_RUN_H

struct arch_vcpu;
struct vcpu_exit;

void arch_vcpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit);

static inline void cpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	arch_vcpu_run(arch, exit);
}

#endif
