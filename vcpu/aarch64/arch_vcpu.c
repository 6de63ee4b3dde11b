/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/arch.h>
#include <vcpu/stage2.h>
#include <vcpu/sysreg.h>

#include "el1_state.h"
#include "gic_state.h"
#include "regs.h"
#include "stage2_tlb.h"
#include "trap.h"

/* MPIDR_EL1's affinity as ICC_SGI1R_EL1 names it, and the bit of Aff0 in its list. IHI 0069. */
static uint64_t sgi_to_self(uint64_t vmpidr)
{
	uint64_t aff0 = FIELD(vmpidr, 7, 0);

	return FIELD(vmpidr, 39, 32) << 48 | (aff0 >> 4) << 44 | FIELD(vmpidr, 23, 16) << 32 |
	       FIELD(vmpidr, 15, 8) << 16 | BIT(aff0 & 15);
}

void arch_vcpu_init(struct arch_vcpu *arch, const struct vcpu_config *config)
{
	*arch = (struct arch_vcpu){ 0 };
	arch->ctx.x[0] = config->boot_arg;
	arch->ctx.spsr = SPSR_EL1H | SPSR_DAIF;
	arch->el1.vpidr_el2 = sysreg_read_midr_el1();
	arch->el1.vmpidr_el2 = config->vmpidr | VMPIDR_RES1;
	arch->el1.sctlr_el1 = SCTLR_EL1_RESET;
	arch->el1.cntvoff_el2 = config->cntvoff;
	arch->gic.hcr = ICH_HCR_EN;
	arch->self_sgi = sgi_to_self(config->vmpidr);
}

void arch_vcpu_set_entry(struct arch_vcpu *arch, uint64_t entry_ipa)
{
	arch->ctx.elr = entry_ipa;
}

/* Of vCPUs, so that no two that share a VMID have one. */
static uint32_t last_number;

void arch_vcpu_set_stage2(struct arch_vcpu *arch, struct stage2 *memory)
{
	arch->memory = memory;
	arch->number = __atomic_add_fetch(&last_number, 1, __ATOMIC_RELAXED);
}

static uint64_t hcr_off(uint32_t flags)
{
	uint64_t off = 0;

	if ((flags & VCPU_FLAG_INTERRUPT_PASSTHROUGH) != 0) {
		off |= HCR_IMO | HCR_FMO;
	}
	if ((flags & VCPU_FLAG_WFX_NATIVE) != 0) {
		off |= HCR_TWI | HCR_TWE;
	}
	if ((flags & VCPU_FLAG_SMC_NATIVE) != 0) {
		off |= HCR_TSC;
	}
	return off;
}

void arch_vcpu_setup(struct arch_vcpu *arch, uint32_t flags)
{
	arch->flags = flags;
	arch->hcr_off = hcr_off(flags);
	arch->is_fp_loaded = (flags & VCPU_FLAG_FP_ON_USE) == 0;
	arch->own_features = (flags & VCPU_FLAG_TIMER_PASSTHROUGH) != 0 ? VCPU_FEATURE_CNTP : 0;
	if ((flags & VCPU_FLAG_TIMER_PASSTHROUGH) != 0) {
		arch->el1.cnthctl_el2 = CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN;
	}
}

static void bind_gic(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	if ((arch->flags & VCPU_FLAG_VIRTUAL_GIC) != 0) {
		gic_restore(&arch->gic, pcpu);
	} else if ((pcpu->features & VCPU_FEATURE_GICV3) != 0) {
		/* The physical interface is the guest's, or none. */
		bool is_physical = (arch->flags & VCPU_FLAG_INTERRUPT_PASSTHROUGH) != 0;

		sysreg_write_ich_hcr_el2(is_physical ? 0 : ICH_HCR_TRAPS);
	}
}

static void unbind_gic(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	if ((arch->flags & VCPU_FLAG_VIRTUAL_GIC) != 0) {
		gic_save(&arch->gic, pcpu);
	} else if ((pcpu->features & VCPU_FEATURE_GICV3) != 0) {
		sysreg_write_ich_hcr_el2(ICH_HCR_TRAPS);
	}
}

static void bind_fp(struct arch_vcpu *arch, const struct vcpu_pcpu *pcpu)
{
	if (arch->is_fp_loaded) {
		fp_restore(&arch->fp);
	} else {
		sysreg_write_cptr_el2(pcpu->guest_cptr | CPTR_TFP);
	}
}

static void unbind_fp(struct arch_vcpu *arch, const struct vcpu_pcpu *pcpu)
{
	if (arch->is_fp_loaded) {
		fp_save(&arch->fp);
		arch->is_fp_loaded = (arch->flags & VCPU_FLAG_FP_ON_USE) == 0;
	} else {
		/* For the next one's registers, which are loaded behind the ISB of this unbind. */
		sysreg_write_cptr_el2(pcpu->guest_cptr);
	}
}

bool arch_vcpu_load_fp(struct arch_vcpu *arch, const struct vcpu_pcpu *pcpu)
{
	if (arch->is_fp_loaded) {
		return false;
	}
	sysreg_write_cptr_el2(pcpu->guest_cptr);
	/* CPTR_EL2.TFP traps EL2 as well. */
	cpu_isb();
	fp_restore(&arch->fp);
	arch->is_fp_loaded = true;
	return true;
}

/*
 * The vCPUs of a guest share its VMID. Each may use an ASID for tables of its own, or have its MMU
 * off where another has it on, as real CPUs may: what one left in this CPU's TLB is not the next
 * one's.
 * Source: DDI 0487, "Common not private translations"
 */
static void part_from_last(const struct arch_vcpu *arch, struct stage2 *memory, uint32_t cpu_id)
{
	uint32_t *last = &memory->last_vcpu[cpu_id];

	if (*last != arch->number) {
		*last = arch->number;
		/* VTTBR_EL2 is this guest's from here on. */
		cpu_isb();
		cpu_tlbi_vmalle1();
		cpu_ic_iallu();
		cpu_dsb_nsh();
	}
}

/* Whose address space, and under which rules, from here on. Behind el1_stop_walks(). @hcr_off,
 * @own_features: its own, or 0 where its flags say so. @vttbr: with the VMID that this CPU has just
 * taken. */
static inline __attribute__((always_inline)) void load_el1(struct arch_vcpu *arch,
							   const struct vcpu_pcpu *pcpu,
							   uint64_t hcr_off, uint32_t own_features,
							   uint64_t vttbr)
{
	struct stage2 *memory = arch->memory;

	arch->features = pcpu->features | own_features;
	/* The CPU's bits, and of its own the SError that waits for it. */
	arch->el1.hcr_el2 = (pcpu->guest_hcr & ~hcr_off) | (arch->el1.hcr_el2 & HCR_VSE);
	/* As it is now: the address space may have been made anew, in another shape. */
	arch->el1.vtcr_el2 = stage2_vtcr(memory);
	arch->el1.vttbr_el2 = vttbr;
	el1_restore(&arch->el1, arch->features);
	part_from_last(arch, memory, pcpu->cpu_id);
}

/* Any. */
static void load_el1_of(struct arch_vcpu *arch, const struct vcpu_pcpu *pcpu)
{
	load_el1(arch, pcpu, arch->hcr_off, arch->own_features,
		 stage2_load_inline(arch->memory, pcpu->cpu_id));
	if ((arch->features & EL1_OPTIONAL) != 0) {
		el1_restore_optional(&arch->el1, arch->features);
	}
}

static void save_el1_optional(struct arch_vcpu *arch)
{
	if ((arch->features & EL1_OPTIONAL) != 0) {
		el1_save_optional(&arch->el1, arch->features);
	}
}

/* Saved as they were; left on, they would interrupt whoever runs here next. */
static void stop_timers(const struct arch_vcpu *arch)
{
	sysreg_write_cntv_ctl_el0(0);
	if ((arch->features & VCPU_FEATURE_CNTP) != 0) {
		sysreg_write_cntp_ctl_el0(0);
	}
}

void arch_vcpu_bind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	pcpu->host_sp_el0 = sysreg_read_sp_el0();
	el1_stop_walks();
	load_el1_of(arch, pcpu);
	bind_gic(arch, pcpu);
	bind_fp(arch, pcpu);
	switch_after_bind(arch, pcpu);
	/* No ISB: the ERET into the guest synchronizes all of it. */
}

void arch_vcpu_unbind(struct arch_vcpu *arch, struct vcpu_pcpu *pcpu)
{
	/* The guest may have been interrupted between a TLBI or DC and its DSB, which it then
	 * executes on another CPU: that one does not wait for what this one began. */
	cpu_dsb_ish();
	switch_before_unbind(arch, pcpu);
	unbind_fp(arch, pcpu);
	unbind_gic(arch, pcpu);
	el1_save(&arch->el1, arch->features);
	save_el1_optional(arch);
	sysreg_write_sp_el0(pcpu->host_sp_el0);
	stop_timers(arch);
	sysreg_write_hcr_el2(pcpu->guest_hcr);
	/* VMID 0, which no guest has: whatever is walked speculatively from here on is not cached
	 * as the guest's. HCR_EL2.VM stays on; nothing enters EL1 before the next bind. */
	el1_stop_walks();
	sysreg_write_vttbr_el2(0);
	cpu_isb();
	/* NULL: made anew while it was bound, against its contract; it leaves all the same. */
	if (arch->memory != NULL) {
		stage2_unload(arch->memory, pcpu->cpu_id);
	}
}

static void switch_fp(struct arch_vcpu *from, struct arch_vcpu *to, const struct vcpu_pcpu *pcpu)
{
	bool is_trapped = !from->is_fp_loaded;

	unbind_fp(from, pcpu);
	if (is_trapped) {
		/* CPTR_EL2.TFP traps EL2 as well. */
		cpu_isb();
	}
	bind_fp(to, pcpu);
}

/* The second half of a switch: @from is saved, but for its GIC and FP/SIMD, and walks are
 * stopped. */
__attribute__((noinline)) static int switch_to(struct arch_vcpu *from, struct arch_vcpu *to,
					       struct vcpu_pcpu *pcpu)
{
	load_el1_of(to, pcpu);
	/* Of one pool the one VMID has taken the other's place; VTTBR_EL2 has lost it, an ISB
	 * included. */
	if (from->memory != NULL && from->memory->vmids != to->memory->vmids) {
		stage2_unload(from->memory, pcpu->cpu_id);
	}
	unbind_gic(from, pcpu);
	bind_gic(to, pcpu);
	switch_fp(from, to, pcpu);
	switch_after_bind(to, pcpu);
	return VCPU_OK;
}

__attribute__((noinline)) static int switch_others(struct arch_vcpu *from, struct arch_vcpu *to,
						   struct vcpu_pcpu *pcpu)
{
	switch_before_unbind(from, pcpu);
	el1_save(&from->el1, from->features);
	save_el1_optional(from);
	stop_timers(from);
	el1_stop_walks();
	return switch_to(from, to, pcpu);
}

/* Most are: a virtual GIC and nothing special, nothing in list registers, VMIDs of one pool. */
static inline bool are_plain(const struct arch_vcpu *from, const struct arch_vcpu *to,
			     const struct stage2 *memory_of_to, const struct vcpu_pcpu *pcpu)
{
	/* ICH_ELRSR_EL2 would not know of what was written since the exit. */
	cpu_isb();
	return from->flags == VCPU_FLAG_VIRTUAL_GIC && to->flags == VCPU_FLAG_VIRTUAL_GIC &&
	       pcpu->is_plain && (from->gic.used | to->gic.used) == 0 &&
	       sysreg_read_ich_elrsr_el2() == pcpu->all_empty &&
	       from->memory->vmids == memory_of_to->vmids;
}

/*
 * What unbind and bind do between them that only matters while no vCPU is bound is left out: the
 * host's SP_EL0 and HCR_EL2, and VMID 0. One guest's tables are not walked any more before anything
 * of the other's is there. Of plain ones nothing is called but at the end, and no stack frame made.
 */
int arch_vcpu_switch(struct arch_vcpu *from, struct arch_vcpu *to, struct vcpu_pcpu *pcpu)
{
	struct stage2 *memory = to->memory;
	uint64_t vmid;

	/* As in arch_vcpu_unbind(). */
	cpu_dsb_ish();
	if (!are_plain(from, to, memory, pcpu)) {
		return switch_others(from, to, pcpu);
	}
	switch_before_unbind(from, pcpu);
	el1_save(&from->el1, pcpu->features);
	sysreg_write_cntv_ctl_el0(0);
	el1_stop_walks();
	vmid = __atomic_load_n(&memory->vmid.value, __ATOMIC_RELAXED);
	if (!vmid_is_loaded(memory->vmids, vmid, pcpu->cpu_id)) {
		return switch_to(from, to, pcpu);
	}
	load_el1(to, pcpu, 0, 0, stage2_vttbr(memory, vmid & VMID_NUMBER_MASK));
	gic_switch(&from->gic, &to->gic);
	switch_after_bind(to, pcpu);
	return fp_switch(&from->fp, &to->fp);
}

/* EL0 in AArch32 state only where this CPU has it. */
static bool is_mode(uint64_t spsr)
{
	if ((spsr & SPSR_NRW) != 0) {
		return SPSR_M(spsr) == SPSR_M_EL0T &&
		       (arch_pcpu_this()->features & VCPU_FEATURE_AARCH32) != 0;
	}
	return SPSR_M(spsr) == SPSR_M_EL0T || SPSR_M(spsr) == SPSR_M_EL1T ||
	       SPSR_M(spsr) == SPSR_M_EL1H;
}

int arch_vcpu_set_pstate(struct arch_vcpu *arch, bool is_loaded, uint64_t spsr)
{
	/* M[3:2] is the Exception level, of AArch64. */
	if ((spsr & SPSR_NRW) == 0 && FIELD(spsr, 3, 2) > 1) {
		return VCPU_EINVAL;
	}
	if (!is_mode(spsr)) {
		/* A refused ERET takes these over: an interrupt would find SP_EL2 still at the
		 * context.
		 * Source: DDI 0487, "Illegal exception returns from AArch64 state" */
		spsr |= SPSR_DAIF;
	}
	arch->ctx.spsr = spsr;
	/* Should the CPU refuse this one, its vector gives TPIDRRO_EL0 back from here. */
	arch->el1.tpidrro_el0 = EL1_READ(arch, is_loaded, tpidrro_el0);
	return VCPU_OK;
}

int arch_vcpu_forward_smc(struct arch_vcpu *arch)
{
	if ((arch->features & VCPU_FEATURE_EL3) == 0) {
		return VCPU_EUNSUPPORTED;
	}
	smc_call(arch->ctx.x);
	vcpu_ctx_step(&arch->ctx);
	return VCPU_OK;
}
