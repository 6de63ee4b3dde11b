/* SPDX-License-Identifier: Apache-2.0 */
/* SWITCH=eager: the registers of seed.def are stored at every exit and restored at every entry,
 * where instruction cache and TLBs are invalidated too. It needs a CPU with PMUv3: PMCR_EL0 is in
 * the list. The reference point that SWITCH=lazy is held against. */
#ifndef SWITCH_POLICY_H
#define SWITCH_POLICY_H

#include <stdbool.h>

#include <vcpu/aarch64.h>
#include <vcpu/pcpu.h>
#include <vcpu/sysreg.h>

static inline bool switch_keeps_loaded(void)
{
	return false;
}

static inline void switch_load_seed(struct arch_vcpu *arch)
{
#define SEED_MOVE(name)     sysreg_write_##name(arch->el1.name);
#define SEED_MOVE_OWN(name) sysreg_write_##name(arch->seed.name);
#include "seed.def"
}

/* In arch_vcpu_run(). */
static inline void switch_enter(struct arch_vcpu *arch)
{
	struct vcpu_pcpu *pcpu = (struct vcpu_pcpu *)(uintptr_t)sysreg_read_tpidr_el2();

	pcpu->host_sp_el0 = sysreg_read_sp_el0();
	switch_load_seed(arch);
	cpu_ic_iallu();
	cpu_tlbi_alle2();
	cpu_tlbi_alle1();
	cpu_dsb_nsh();
	cpu_isb();
}

static inline void switch_exit(struct arch_vcpu *arch)
{
	struct vcpu_pcpu *pcpu = (struct vcpu_pcpu *)(uintptr_t)sysreg_read_tpidr_el2();

#define SEED_MOVE(name)      arch->el1.name = sysreg_read_##name();
#define SEED_STORE(name)     arch->el1.name = sysreg_read_##name();
#define SEED_MOVE_OWN(name)  arch->seed.name = sysreg_read_##name();
#define SEED_STORE_OWN(name) arch->seed.name = sysreg_read_##name();
#include "seed.def"
	sysreg_write_sp_el0(pcpu->host_sp_el0);
}

/* Between exits SP_EL0 is the host's. What no guest owns is loaded as the host has it. */
static inline void switch_after_bind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
#define SEED_MOVE_OWN(name) arch->seed.name = sysreg_read_##name();
#include "seed.def"
	sysreg_write_sp_el0(pcpu->host_sp_el0);
}

/* What was injected since the last exit is in the struct only. */
static inline void switch_before_unbind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	pcpu->host_sp_el0 = sysreg_read_sp_el0();
#define SEED_MOVE(name) sysreg_write_##name(arch->el1.name);
#include "seed.def"
}

#endif
