/* SPDX-License-Identifier: Apache-2.0 */
#include "test/ref_decode.h"

#include <stddef.h>

#include "test/ref_exception.h"
#include "test/ref_idregs.h"

void ref_firmware(uint64_t x[18])
{
	for (unsigned int reg = 0; reg < 18; reg++) {
		x[reg] = ~x[reg] + reg;
	}
}

/* The end of an instruction that was done for the guest. DDI 0487, "PSTATE.BTYPE"; "Software Step
 * exceptions": SS is bit 21, BTYPE bits 11:10. */
static void step(struct guest *guest)
{
	guest->pc = guest->pc + 4;
	guest->pstate = guest->pstate - (ref_bits(guest->pstate, 21, 21) << 21) -
			(ref_bits(guest->pstate, 11, 10) << 10);
}

/* DDI 0487, ESR_ELx, "ISS encoding for an exception with an unknown reason"; IL is 1. */
static void undefined(struct guest *guest, struct vcpu_exit *out)
{
	out->reason = VCPU_EXIT_NOTHING;
	ref_take_exception(guest, 0x02000000);
}

/* IHI 0069, ICC_SGI1R_EL1 */
static void send_sgi(const struct ref_cpu *cpu, uint64_t value, struct vcpu_exit *out)
{
	uint64_t aff3 = ref_bits(value, 55, 48);
	uint64_t aff2 = ref_bits(value, 39, 32);
	uint64_t aff1 = ref_bits(value, 23, 16);
	uint64_t range = ref_bits(value, 47, 44);
	bool is_mine = aff3 == ref_bits(cpu->mpidr, 39, 32) &&
		       aff2 == ref_bits(cpu->mpidr, 23, 16) && aff1 == ref_bits(cpu->mpidr, 15, 8);
	unsigned int others = 0;
	bool has_me = false;

	for (unsigned int n = 0; n < 16; n++) {
		bool is_me = is_mine && range * 16 + n == ref_bits(cpu->mpidr, 7, 0);

		if (ref_bits(value, n, n) == 1) {
			has_me = has_me || is_me;
			others += is_me ? 0 : 1;
		}
	}
	out->reason = VCPU_EXIT_SEND_IPI;
	/* MPIDR_EL1 has Aff3 in 39:32 and no affinity in 31:24. */
	out->ipi.target = aff3 * UINT64_C(0x100000000) + aff2 * 65536 + aff1 * 256 + range * 16;
	out->ipi.aux_list = (uint16_t)ref_bits(value, 15, 0);
	out->ipi.vector = (uint8_t)ref_bits(value, 27, 24);
	out->ipi.is_to_all = ref_has(value, 40, "1");
	out->ipi.is_to_self = !out->ipi.is_to_all && has_me && others == 0;
}

static size_t id_index(const struct ref_id_reg *reg)
{
	return (size_t)(reg - ref_id_regs);
}

/* A register that the library reads for the guest. DDI 0487, HCR_EL2.TID3; IHI 0069,
 * ICC_SRE_EL1. */
static bool read_register(const struct ref_cpu *cpu, uint64_t esr, uint64_t *value)
{
	uint64_t crm = ref_bits(esr, 4, 1);
	uint64_t op2 = ref_bits(esr, 19, 17);
	bool is_id =
		ref_has(esr, 21, "11xxx000") && ref_has(esr, 13, "0000") && crm >= 1 && crm <= 7;
	bool is_sre = ref_has(esr, 21, "111010001100") && ref_has(esr, 4, "1100");

	if (is_id) {
		const struct ref_id_reg *reg = ref_id_find(crm, op2);

		*value = reg == NULL ? 0
				     : ref_id_read(reg, cpu->id_regs[id_index(reg)], cpu->has_gic);
	} else if (is_sre && cpu->has_gic) {
		*value = 7;
	}
	return is_id || (is_sre && cpu->has_gic);
}

static uint64_t source(const struct guest *guest, uint64_t reg)
{
	return reg == 31 ? 0 : guest->x[reg];
}

/* DDI 0487, ESR_EL2, "ISS encoding for an exception from MSR, MRS, or System instruction execution
 * in AArch64 state". ICC_SGI1R_EL1 is S3_0_C12_C11_5, ICC_SRE_EL1 is S3_0_C12_C12_5. */
static void msr(const struct ref_cpu *cpu, struct guest *guest, uint64_t esr, struct vcpu_exit *out)
{
	bool is_read = ref_has(esr, 0, "1");
	uint64_t reg = ref_bits(esr, 9, 5);
	uint64_t value = 0;

	out->reason = is_read ? VCPU_EXIT_SYSREG_READ : VCPU_EXIT_SYSREG_WRITE;
	out->sysreg.reg = (uint8_t)reg;
	out->sysreg.id =
		(uint32_t)(ref_bits(esr, 21, 20) * 0x100000 + ref_bits(esr, 19, 17) * 0x20000 +
			   ref_bits(esr, 16, 14) * 0x4000 + ref_bits(esr, 13, 10) * 0x400 +
			   ref_bits(esr, 4, 1) * 2);
	if (is_read && read_register(cpu, esr, &value)) {
		out->reason = VCPU_EXIT_NOTHING;
		if (reg != 31) {
			guest->x[reg] = value;
		}
		step(guest);
	} else if (!is_read && out->sysreg.id == 0x3a3016) {
		send_sgi(cpu, source(guest, reg), out);
	} else if (!is_read && out->sysreg.id == 0x3a3018 && cpu->has_gic) {
		out->reason = VCPU_EXIT_NOTHING;
		step(guest);
	}
}

/* HVC and SMC, DEN 0028: the calling convention is that of an immediate of 0. PSCI has the
 * functions 0x00 to 0x1f of its owner, and is never EL3's affair. */
static void call(const struct ref_cpu *cpu, struct guest *guest, uint64_t esr,
		 struct vcpu_exit *out)
{
	bool is_smc = ref_has(esr, 31, "010111");
	uint64_t imm = ref_bits(esr, 15, 0);
	bool is_owned_by_psci =
		ref_has(guest->x[0], 31, "1x000100") && ref_bits(guest->x[0], 23, 5) == 0;

	out->reason = is_smc ? VCPU_EXIT_SMC : VCPU_EXIT_HYPERCALL;
	out->call.imm = (uint16_t)imm;
	if (imm != 0 || ref_psci(guest, is_smc, out)) {
		return;
	}
	if (is_smc && cpu->is_forwarding && !is_owned_by_psci) {
		out->reason = VCPU_EXIT_NOTHING;
		ref_firmware(guest->x);
		step(guest);
	}
}

/* DDI 0487, HPFAR_EL2, FIPA; FAR_EL2. Of a walk the FAR has the address that was to be translated,
 * so only the page of the IPA is known. Shared pseudocode, IPAValid(): which fault has an IPA in
 * HPFAR_EL2. */
static void fault(const struct ref_cpu *cpu, const struct fake_exit *exception,
		  struct vcpu_exit *out)
{
	uint64_t esr = exception->esr;
	bool is_data = ref_has(esr, 31, "100100");
	bool is_walk = ref_has(esr, 7, "1");
	bool is_permission = ref_has(esr, 5, "0011xx");

	out->reason = VCPU_EXIT_NESTED_PAGE_FAULT;
	out->fault.va = exception->far;
	out->fault.ipa =
		ref_bits(exception->hpfar, 43, 4) * 4096 + (is_walk ? 0 : exception->far % 4096);
	out->fault.is_va_valid = ref_has(esr, 10, "0");
	out->fault.is_ipa_valid = ref_has(esr, 5, "0000xx") || ref_has(esr, 5, "0001xx") ||
				  ref_has(esr, 5, "0010xx") || (is_walk && is_permission);
	out->fault.is_write = is_data && ref_has(esr, 6, "1") && !is_walk;
	out->fault.is_exec = !is_data;
	out->fault.is_permission = is_permission;
	out->fault.is_stage1_walk = is_walk;
	out->fault.status_code = (uint8_t)ref_bits(esr, 5, 0);
	if (!is_permission || is_walk || !out->fault.is_va_valid) {
		return;
	}
	/* PAR_EL1: F is bit 0, PA bits 51:12. */
	out->fault.is_ipa_valid = ref_has(cpu->par, 0, "0");
	out->fault.ipa = ref_bits(cpu->par, 51, 12) * 4096 + exception->far % 4096;
	if (!out->fault.is_ipa_valid) {
		out->reason = VCPU_EXIT_NOTHING;
	}
}

/* DDI 0487, ESR_EL2, "ISS encoding for an exception from an Instruction Abort" and "... from a Data
 * Abort". */
static void stage2_abort(const struct ref_cpu *cpu, const struct guest *guest,
			 const struct fake_exit *exception, struct vcpu_exit *out)
{
	uint64_t esr = exception->esr;
	bool is_from_32 = ref_has(guest->pstate, 4, "1");

	if (is_from_32 || !ref_has(esr, 31, "100100") || !ref_has(esr, 24, "1") ||
	    !ref_has(esr, 10, "0") || !ref_has(esr, 7, "0") || !ref_has(esr, 5, "0001xx")) {
		fault(cpu, exception, out);
		return;
	}
	out->reason = ref_has(esr, 6, "1") ? VCPU_EXIT_MMIO_WRITE : VCPU_EXIT_MMIO_READ;
	out->mmio.ipa = ref_bits(exception->hpfar, 43, 4) * 4096 + exception->far % 4096;
	out->mmio.size_log2 = ref_bits(esr, 23, 22) & 3;
	out->mmio.is_sign_extend = ref_has(esr, 21, "1");
	out->mmio.reg = ref_bits(esr, 20, 16) & 31;
	out->mmio.reg_is_64bit = ref_has(esr, 15, "1");
}

/* Classes whose exceptions are EL1's as the guest is set up; HCR_EL2.TGE and MDCR_EL2.TDE alone
 * bring them to EL2. "For same level" classes are one above those of a lower level. */
static bool reflect(struct guest *guest, const struct fake_exit *exception)
{
	static const char *const classes[] = {
		"001101", /* Branch Target */
		"001110", /* Illegal Execution state */
		"010101", /* SVC in AArch64 state */
		"011100", /* pointer authentication failed */
		"100010", /* PC alignment */
		"100110", /* SP alignment */
		"101100", /* trapped floating-point, AArch64 */
		"111100", /* BRK */
		"110000", /* Breakpoint, lower */
		"110010", /* Software Step, lower */
		"110100", /* Watchpoint, lower */
	};
	uint64_t esr = exception->esr;

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (!ref_has(esr, 31, classes[i])) {
			continue;
		}
		/* FAR_EL1: "... PC alignment fault ... Watchpoint exception" */
		if (ref_has(esr, 31, "100010") || ref_has(esr, 31, "110100")) {
			guest->far_el1 = exception->far;
		}
		if (i >= 8 && ref_is_at_el1(guest)) {
			esr += UINT64_C(0x04000000);
		}
		ref_take_exception(guest, esr);
		return true;
	}
	return false;
}

/* DDI 0487, ESR_EL2, "EC, bits [31:26]" */
static void synchronous(const struct ref_cpu *cpu, struct guest *guest,
			const struct fake_exit *exception, struct vcpu_exit *out)
{
	uint64_t esr = exception->esr;

	if (ref_has(esr, 31, "01011x")) {
		call(cpu, guest, esr, out);
	} else if (ref_has(esr, 31, "011000")) {
		msr(cpu, guest, esr, out);
	} else if (ref_has(esr, 31, "100x00")) {
		stage2_abort(cpu, guest, exception, out);
	} else if (ref_has(esr, 31, "000001") && ref_has(guest->pstate, 4, "0")) {
		out->reason = VCPU_EXIT_HALT;
		out->halt.is_wfe = ref_has(esr, 0, "1");
	} else if (ref_has(esr, 31, "000111") && cpu->is_fp_awaited) {
		/* The access is repeated. */
		out->reason = VCPU_EXIT_NOTHING;
	} else if (reflect(guest, exception)) {
		out->reason = VCPU_EXIT_NOTHING;
	} else {
		undefined(guest, out);
	}
}

void ref_answer(const struct ref_cpu *cpu, struct guest *guest, const struct fake_exit *exception,
		struct vcpu_exit *out)
{
	switch (exception->kind) {
	case 0:
		synchronous(cpu, guest, exception, out);
		return;
	case 1:
		out->reason = VCPU_EXIT_EXTERNAL_INTERRUPT;
		out->interrupt.vector = cpu->vector;
		return;
	case 2:
		out->reason = VCPU_EXIT_FIQ;
		return;
	case 3:
		out->reason = VCPU_EXIT_SERROR;
		out->serror.esr = exception->esr;
		return;
	default:
		out->reason = VCPU_EXIT_FAIL_ENTRY;
		out->fail_entry.esr = exception->esr;
		out->fail_entry.spsr = guest->pstate;
		return;
	}
}
