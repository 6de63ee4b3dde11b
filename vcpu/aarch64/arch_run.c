/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Into the guest and out again. Every step hands over to the next as its last act, so that none
 * needs a stack frame: arch_vcpu_run() to the assembly, the vector to one of vcpu_left_*(), which
 * returns to the caller of arch_vcpu_run(). What a guest seldom does is a function of
 * its own.
 */
#include <stddef.h>

#include <vcpu/arch.h>
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "el1_state.h"
#include "exit_decode.h"
#include "gic_state.h"
#include "idregs.h"
#include "inject.h"
#include "regs.h"
#include "trap.h"

#define SELDOM __attribute__((noinline)) static

static inline struct arch_vcpu *arch_of(struct vcpu_ctx *ctx)
{
	return (struct arch_vcpu *)(void *)((char *)ctx - offsetof(struct arch_vcpu, ctx));
}

/* The guest is loaded in this CPU; its PC is on the instruction. */
SELDOM void answer_other(struct arch_vcpu *arch, struct vcpu_exit *exit, uint64_t esr)
{
	exit->reason = VCPU_EXIT_NOTHING;
	if (ESR_EC(esr) == EC_FP_ACCESS && arch_vcpu_load_fp(arch, arch_pcpu_this())) {
		return;
	}
	if (exit_answer_other(esr) == EXIT_REFLECT) {
		inject_reflected(arch, true, esr);
	} else {
		arch_vcpu_inject_undef(arch, true);
	}
}

/* By the SMC Calling Convention, for an immediate of 0. */
SELDOM void finish_call(struct arch_vcpu *arch, struct vcpu_exit *exit, bool is_smc)
{
	if (exit_is_psci(arch->ctx.x[0])) {
		/* One that it does not decode stays the call that it is. */
		(void)exit_decode_psci(arch->ctx.x, is_smc, exit);
		return;
	}
	if (is_smc && (arch->flags & VCPU_FLAG_SMC_FORWARD) != 0 &&
	    arch_vcpu_forward_smc(arch) == VCPU_OK) {
		exit->reason = VCPU_EXIT_NOTHING;
	}
}

/* A virtual one, or the physical one of the CPU that it has to itself. */
static bool has_gic_interface(const struct arch_vcpu *arch)
{
	uint32_t any = VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_INTERRUPT_PASSTHROUGH;

	return (arch->flags & any) != 0;
}

SELDOM void finish_sysreg_read(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	bool has_gic = has_gic_interface(arch);
	uint64_t value;

	if (idreg_is_one(exit->sysreg.id)) {
		value = idreg_read(exit->sysreg.id, has_gic);
	} else if (exit->sysreg.id == TRAP_icc_sre_el1 && has_gic) {
		/* Every bit of it is RAO. */
		value = ICC_SRE_EL1_ALL;
	} else {
		return;
	}
	if (exit->sysreg.reg < 31) {
		arch->ctx.x[exit->sysreg.reg] = value;
	}
	vcpu_ctx_step(&arch->ctx);
	exit->reason = VCPU_EXIT_NOTHING;
}

SELDOM void finish_sysreg_write(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	uint8_t reg = exit->sysreg.reg;

	if (exit->sysreg.id == TRAP_icc_sgi1r_el1) {
		exit_decode_sgi(reg < 31 ? arch->ctx.x[reg] : 0, arch->self_sgi, exit);
	} else if (exit->sysreg.id == TRAP_icc_sre_el1 && has_gic_interface(arch)) {
		/* Every bit of it is RAO/WI. */
		vcpu_ctx_step(&arch->ctx);
		exit->reason = VCPU_EXIT_NOTHING;
	}
}

/* HPFAR_EL2 says nothing of a permission fault: the guest's own tables do. */
static void find_fault_ipa(struct vcpu_exit *exit)
{
	struct vcpu_exit_fault *fault = &exit->fault;
	uint64_t par = sysreg_read_par_el1();

	cpu_at_s1e1r(fault->va);
	cpu_isb();
	fault->is_ipa_valid = exit_ipa_from_par(sysreg_read_par_el1(), fault->va, &fault->ipa);
	sysreg_write_par_el1(par);
	if (!fault->is_ipa_valid) {
		/* Changed under the access by another CPU of the guest: it finds out by itself. */
		exit->reason = VCPU_EXIT_NOTHING;
	}
}

SELDOM void exit_fault(struct vcpu_exit *exit, uint64_t esr)
{
	uint64_t far = sysreg_read_far_el2();
	uint64_t hpfar = sysreg_read_hpfar_el2();

	exit_decode_fault(esr, far, hpfar, exit);
	if (exit->fault.is_permission && !exit->fault.is_ipa_valid && exit->fault.is_va_valid) {
		find_fault_ipa(exit);
	}
}

/*
 * AArch32 is not offered, but an EL0 that finds it can still enter it. It may fault and be
 * interrupted as any EL0; nothing of it is emulated.
 */
static inline bool is_aarch32(uint64_t spsr)
{
	return (spsr & SPSR_NRW) != 0;
}

static inline void exit_mmio(struct vcpu_exit *exit, uint64_t esr)
{
	/* Not as arguments: their order would be the compiler's. */
	uint64_t far = sysreg_read_far_el2();
	uint64_t hpfar = sysreg_read_hpfar_el2();

	exit_decode_mmio(esr, far, hpfar, exit);
}

SELDOM void exit_wfx(struct arch_vcpu *arch, struct vcpu_exit *exit, uint64_t esr)
{
	if (is_aarch32(arch->ctx.spsr)) {
		answer_other(arch, exit, esr);
		return;
	}
	exit_decode_wfx(esr, exit);
}

static inline void exit_sysreg(struct arch_vcpu *arch, struct vcpu_exit *exit, uint64_t esr)
{
	exit_decode_sys64(esr, exit);
	if (exit->reason == VCPU_EXIT_SYSREG_READ) {
		finish_sysreg_read(arch, exit);
	} else {
		finish_sysreg_write(arch, exit);
	}
}

/* In the order in which guests that are not idle cause them. */
static inline void exit_sync(struct arch_vcpu *arch, struct vcpu_exit *exit, uint64_t esr)
{
	uint32_t ec = ESR_EC(esr);

	if (ec == EC_HVC64) {
		exit_decode_call(esr, VCPU_EXIT_HYPERCALL, exit);
		if (exit->call.imm == 0) {
			finish_call(arch, exit, false);
		}
	} else if (ec == EC_SYS64) {
		exit_sysreg(arch, exit, esr);
	} else if (ec == EC_SMC64) {
		exit_decode_call(esr, VCPU_EXIT_SMC, exit);
		if (exit->call.imm == 0) {
			finish_call(arch, exit, true);
		}
	} else if (ec == EC_WFX) {
		exit_wfx(arch, exit, esr);
	} else {
		answer_other(arch, exit, esr);
	}
}

SELDOM void exit_rare(struct arch_vcpu *arch, struct vcpu_exit *exit, enum trap_kind kind)
{
	switch (kind) {
	case TRAP_KIND_FIQ:
		exit->reason = VCPU_EXIT_FIQ;
		return;
	case TRAP_KIND_FAIL_ENTRY:
		exit->reason = VCPU_EXIT_FAIL_ENTRY;
		exit->fail_entry.esr = sysreg_read_esr_el2();
		exit->fail_entry.spsr = arch->ctx.spsr;
		return;
	default:
		exit->reason = VCPU_EXIT_SERROR;
		exit->serror.esr = sysreg_read_esr_el2();
		return;
	}
}

void vcpu_left_sync(struct vcpu_ctx *ctx, struct vcpu_exit *exit, uint64_t esr)
{
	struct arch_vcpu *arch = arch_of(ctx);

	switch_exit(arch);
	arch_vcpu_end_run(arch);
	exit_sync(arch, exit, esr);
}

void vcpu_left_abort(struct vcpu_ctx *ctx, struct vcpu_exit *exit, uint64_t esr, uint64_t spsr)
{
	struct arch_vcpu *arch = arch_of(ctx);
	uint32_t ec = ESR_EC(esr);

	switch_exit(arch);
	arch_vcpu_end_run(arch);
	if (exit_is_mmio(esr) && !is_aarch32(spsr)) {
		exit_mmio(exit, esr);
	} else if (ec == EC_DABT_LOWER || ec == EC_IABT_LOWER) {
		exit_fault(exit, esr);
	} else {
		answer_other(arch, exit, esr);
	}
}

void vcpu_left_irq(struct vcpu_ctx *ctx, struct vcpu_exit *exit, uint64_t vector)
{
	struct arch_vcpu *arch = arch_of(ctx);

	switch_exit(arch);
	arch_vcpu_end_run(arch);
	exit->reason = VCPU_EXIT_EXTERNAL_INTERRUPT;
	exit->interrupt.vector = (uint32_t)vector;
}

void vcpu_left_irq_pending(struct vcpu_ctx *ctx, struct vcpu_exit *exit)
{
	struct arch_vcpu *arch = arch_of(ctx);

	switch_exit(arch);
	exit->reason = VCPU_EXIT_EXTERNAL_INTERRUPT;
	exit->interrupt.vector = hal_irq_fetch();
	arch_vcpu_end_run(arch);
}

void vcpu_left_rare(struct vcpu_ctx *ctx, struct vcpu_exit *exit, enum trap_kind kind)
{
	struct arch_vcpu *arch = arch_of(ctx);

	switch_exit(arch);
	arch_vcpu_end_run(arch);
	exit_rare(arch, exit, kind);
}

uint64_t vcpu_last_esr(void)
{
	return sysreg_read_esr_el2();
}
