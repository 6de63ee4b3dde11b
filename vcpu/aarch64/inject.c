/* SPDX-License-Identifier: Apache-2.0 */
#include "inject.h"

#include <vcpu/arch.h>

#include "el1_state.h"
#include "gic_state.h"
#include "regs.h"

/* Offsets from VBAR_EL1. Source: DDI 0487, "Exception vectors" */
#define VECTOR_CURRENT_SP0   0x000u
#define VECTOR_CURRENT_SPX   0x200u
#define VECTOR_LOWER_AARCH64 0x400u
#define VECTOR_LOWER_AARCH32 0x600u
#define VBAR_BASE            FIELD_MASK(63, 11) /* below is RES0, which may read as it was written */

#define VSESR_IDS FIELD_MASK(24, 0)

static uint64_t vector_offset(uint64_t spsr)
{
	if ((spsr & SPSR_NRW) != 0) {
		return VECTOR_LOWER_AARCH32;
	}
	if (SPSR_M(spsr) == SPSR_M_EL0T) {
		return VECTOR_LOWER_AARCH64;
	}
	return SPSR_M(spsr) == SPSR_M_EL1T ? VECTOR_CURRENT_SP0 : VECTOR_CURRENT_SPX;
}

static bool is_from_el1(uint64_t spsr)
{
	return (spsr & SPSR_NRW) == 0 && SPSR_M(spsr) != SPSR_M_EL0T;
}

/* PSTATE at the first instruction of the handler. What is not named stays, as the flags do.
 * Source: DDI 0487, shared pseudocode, AArch64.TakeException() */
static uint64_t handler_pstate(uint64_t spsr, uint64_t sctlr)
{
	uint64_t pstate =
		spsr & ~(FIELD_MASK(4, 0) | SPSR_BTYPE | SPSR_SSBS | SPSR_IL | SPSR_SS | SPSR_UAO);

	/* AArch32's IT, Q and GE bits lie where AArch64 has nothing or PAN, and say nothing
	 * here. */
	if ((spsr & SPSR_NRW) != 0) {
		pstate = spsr & (FIELD_MASK(31, 28) | SPSR_DIT | SPSR_PAN);
	}
	if ((sctlr & SCTLR_EL1_SPAN) == 0) {
		pstate |= SPSR_PAN;
	}
	if ((sctlr & SCTLR_EL1_DSSBS) != 0) {
		pstate |= SPSR_SSBS;
	}
	/* An ERET ignores TCO where the CPU has no MTE. */
	return pstate | SPSR_TCO | SPSR_DAIF | SPSR_EL1H;
}

void inject_sync(struct arch_vcpu *arch, bool is_loaded, uint64_t esr)
{
	uint64_t spsr = arch->ctx.spsr;
	uint64_t sctlr = EL1_READ(arch, is_loaded, sctlr_el1);

	EL1_WRITE(arch, is_loaded, elr_el1, arch->ctx.elr);
	EL1_WRITE(arch, is_loaded, spsr_el1, spsr);
	EL1_WRITE(arch, is_loaded, esr_el1, esr);
	arch->ctx.elr = (EL1_READ(arch, is_loaded, vbar_el1) & VBAR_BASE) + vector_offset(spsr);
	arch->ctx.spsr = handler_pstate(spsr, sctlr);
}

/* @ec and the one above it are for a lower and for the same Exception level. */
static uint64_t ec_for_el1(uint64_t spsr, uint64_t ec)
{
	return (is_from_el1(spsr) ? ec + 1 : ec) << ESR_EC_SHIFT;
}

void inject_reflected(struct arch_vcpu *arch, bool is_loaded, uint64_t esr)
{
	uint64_t ec = ESR_EC(esr);

	/* FAR_EL2 is UNKNOWN for the others. */
	if (ec == EC_PC_ALIGNMENT || ec == EC_WATCHPOINT_LOWER) {
		EL1_WRITE(arch, is_loaded, far_el1, sysreg_read_far_el2());
	}
	if (ec == EC_BREAKPOINT_LOWER || ec == EC_STEP_LOWER || ec == EC_WATCHPOINT_LOWER) {
		esr = ec_for_el1(arch->ctx.spsr, ec) | (esr & ~ESR_EC_MASK);
	}
	inject_sync(arch, is_loaded, esr);
}

void arch_vcpu_inject_undef(struct arch_vcpu *arch, bool is_loaded)
{
	inject_sync(arch, is_loaded, (uint64_t)EC_UNKNOWN << ESR_EC_SHIFT | ESR_IL);
}

void arch_vcpu_inject_abort(struct arch_vcpu *arch, bool is_loaded, uint64_t va, bool is_exec)
{
	uint64_t ec = ec_for_el1(arch->ctx.spsr, is_exec ? EC_IABT_LOWER : EC_DABT_LOWER);

	EL1_WRITE(arch, is_loaded, far_el1, va);
	inject_sync(arch, is_loaded, ec | ESR_IL | FSC_SYNC_EXTERNAL);
}

int arch_vcpu_inject_serror(struct arch_vcpu *arch, bool is_loaded, uint64_t iss)
{
	bool has_ras = (arch_pcpu_this()->features & VCPU_FEATURE_RAS) != 0;

	if ((iss & ~VSESR_IDS) != 0) {
		return VCPU_EINVAL;
	}
	if (iss != 0 && !has_ras) {
		return VCPU_EUNSUPPORTED;
	}
	/* Not EL1_WRITE(): no policy moves it but at bind and unbind. */
	if (has_ras && is_loaded) {
		sysreg_write_vsesr_el2(iss);
	} else {
		arch->el1.vsesr_el2 = iss;
	}
	EL1_WRITE(arch, is_loaded, hcr_el2, EL1_READ(arch, is_loaded, hcr_el2) | HCR_VSE);
	return VCPU_OK;
}

int arch_vcpu_inject_interrupt(struct arch_vcpu *arch, bool is_loaded, uint32_t vector)
{
	const struct vcpu_pcpu *pcpu = arch_pcpu_this();

	if ((arch->flags & VCPU_FLAG_VIRTUAL_GIC) == 0 || pcpu->n_list_registers == 0) {
		return VCPU_EUNSUPPORTED;
	}
	return gic_pend(&arch->gic, pcpu, is_loaded, vector);
}
