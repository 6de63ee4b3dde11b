/* SPDX-License-Identifier: Apache-2.0 */
#include "test/ref_decode.h"

#include <stddef.h>
#include <string.h>

#include <vcpu/status.h>

#include "aarch64/exit_decode.h"

uint64_t ref_bits(uint64_t word, unsigned int hi, unsigned int lo)
{
	uint64_t value = 0;

	for (unsigned int bit = hi + 1; bit-- > lo;) {
		value = value * 2 + (word >> bit) % 2;
	}
	return value;
}

/* @pattern as the Arm ARM prints a field whose highest bit is @hi; 'x' is either. */
static bool has(uint64_t word, unsigned int hi, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, hi--) {
		if (*pattern != 'x' && ref_bits(word, hi, hi) != (uint64_t)(*pattern - '0')) {
			return false;
		}
	}
	return true;
}

/* DDI 0487, ESR_EL2, "ISS encoding for an exception from MSR, MRS, or System instruction execution in
 * AArch64 state" */
static void decode_msr(uint64_t esr, struct vcpu_exit *out)
{
	uint64_t op0 = ref_bits(esr, 21, 20);
	uint64_t op2 = ref_bits(esr, 19, 17);
	uint64_t op1 = ref_bits(esr, 16, 14);
	uint64_t crn = ref_bits(esr, 13, 10);
	uint64_t crm = ref_bits(esr, 4, 1);

	out->reason = has(esr, 0, "1") ? VCPU_EXIT_SYSREG_READ : VCPU_EXIT_SYSREG_WRITE;
	out->sysreg.reg = (uint8_t)ref_bits(esr, 9, 5);
	out->sysreg.id =
		(uint32_t)(op0 * 0x100000 + op2 * 0x20000 + op1 * 0x4000 + crn * 0x400 + crm * 2);
}

/* DDI 0487, shared pseudocode, IPAValid() */
static bool is_ipa_valid(uint64_t esr)
{
	bool is_walk = has(esr, 7, "1");
	bool is_address_size = has(esr, 5, "0000xx");
	bool is_translation = has(esr, 5, "0001xx");
	bool is_access_flag = has(esr, 5, "0010xx");
	bool is_permission = has(esr, 5, "0011xx");

	return is_address_size || is_translation || is_access_flag || (is_walk && is_permission);
}

/* DDI 0487, HPFAR_EL2, FIPA; FAR_EL2. Of a walk the FAR has the address that was to be translated, so
 * only the page of the IPA is known. */
static uint64_t ipa_of(uint64_t esr, uint64_t far, uint64_t hpfar)
{
	return ref_bits(hpfar, 43, 4) * 4096 + (has(esr, 7, "1") ? 0 : far % 4096);
}

/* DDI 0487, ESR_EL2, "ISS encoding for an exception from an Instruction Abort" and "... from a Data
 * Abort". WnR of a fault on a walk is that of the access that needed the walk. */
static void decode_abort(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out)
{
	bool is_data = has(esr, 31, "100100");
	bool is_walk = has(esr, 7, "1");
	bool is_write = has(esr, 6, "1");
	bool is_mmio = is_data && has(esr, 24, "1") && has(esr, 10, "0") && !is_walk &&
		       has(esr, 5, "0001xx");
	static const uint8_t sizes[] = { 1, 2, 4, 8 };

	if (is_mmio) {
		out->reason = is_write ? VCPU_EXIT_MMIO_WRITE : VCPU_EXIT_MMIO_READ;
		out->mmio.ipa = ipa_of(esr, far, hpfar);
		out->mmio.size_bytes = sizes[ref_bits(esr, 23, 22)];
		out->mmio.is_sign_extend = has(esr, 21, "1");
		out->mmio.reg = (uint8_t)ref_bits(esr, 20, 16);
		out->mmio.reg_is_64bit = has(esr, 15, "1");
		return;
	}
	out->reason = VCPU_EXIT_NESTED_PAGE_FAULT;
	out->fault.va = far;
	out->fault.ipa = ipa_of(esr, far, hpfar);
	out->fault.is_va_valid = has(esr, 10, "0");
	out->fault.is_ipa_valid = is_ipa_valid(esr);
	out->fault.is_write = is_data && is_write && !is_walk;
	out->fault.is_exec = !is_data;
	out->fault.is_permission = has(esr, 5, "0011xx");
	out->fault.is_stage1_walk = is_walk;
	out->fault.status_code = (uint8_t)ref_bits(esr, 5, 0);
}

/* DDI 0487, ESR_EL2, "EC, bits [31:26]" */
bool ref_decode(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out)
{
	if (has(esr, 31, "010110")) {
		out->reason = VCPU_EXIT_HYPERCALL;
		out->call.imm = (uint16_t)ref_bits(esr, 15, 0);
	} else if (has(esr, 31, "010111")) {
		out->reason = VCPU_EXIT_SMC;
		out->call.imm = (uint16_t)ref_bits(esr, 15, 0);
	} else if (has(esr, 31, "011000")) {
		decode_msr(esr, out);
	} else if (has(esr, 31, "000001")) {
		out->reason = VCPU_EXIT_HALT;
		out->halt.is_wfe = has(esr, 0, "1");
	} else if (has(esr, 31, "100x00")) {
		decode_abort(esr, far, hpfar, out);
	} else {
		return false;
	}
	return true;
}

static bool is_same_mmio(const struct vcpu_exit_mmio *a, const struct vcpu_exit_mmio *b)
{
	return a->ipa == b->ipa && a->size_bytes == b->size_bytes && a->reg == b->reg &&
	       a->reg_is_64bit == b->reg_is_64bit && a->is_sign_extend == b->is_sign_extend;
}

static bool is_same_fault(const struct vcpu_exit_fault *a, const struct vcpu_exit_fault *b)
{
	return a->is_va_valid == b->is_va_valid && a->is_ipa_valid == b->is_ipa_valid &&
	       (!a->is_va_valid || a->va == b->va) && (!a->is_ipa_valid || a->ipa == b->ipa) &&
	       a->is_write == b->is_write && a->is_exec == b->is_exec &&
	       a->is_permission == b->is_permission && a->is_stage1_walk == b->is_stage1_walk &&
	       a->status_code == b->status_code;
}

bool ref_is_same(const struct vcpu_exit *a, const struct vcpu_exit *b)
{
	if (a->reason != b->reason) {
		return false;
	}
	switch (a->reason) {
	case VCPU_EXIT_HYPERCALL:
	case VCPU_EXIT_SMC:
		return a->call.imm == b->call.imm;
	case VCPU_EXIT_SYSREG_READ:
	case VCPU_EXIT_SYSREG_WRITE:
		return a->sysreg.id == b->sysreg.id && a->sysreg.reg == b->sysreg.reg;
	case VCPU_EXIT_HALT:
		return a->halt.is_wfe == b->halt.is_wfe;
	case VCPU_EXIT_MMIO_READ:
	case VCPU_EXIT_MMIO_WRITE:
		return is_same_mmio(&a->mmio, &b->mmio);
	case VCPU_EXIT_NESTED_PAGE_FAULT:
		return is_same_fault(&a->fault, &b->fault);
	default:
		return false;
	}
}

void ref_fill(struct vcpu_exit *exit)
{
	memset(exit, 0xa5, sizeof(*exit));
}

bool ref_is_untouched(const struct vcpu_exit *exit)
{
	const unsigned char *bytes = (const unsigned char *)exit;

	for (size_t i = 0; i < sizeof(*exit); i++) {
		if (bytes[i] != 0xa5) {
			return false;
		}
	}
	return true;
}

int ref_ask_library(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out)
{
	switch (ref_bits(esr, 31, 26)) {
	case 0x16:
		exit_decode_call(esr, VCPU_EXIT_HYPERCALL, out);
		return VCPU_OK;
	case 0x17:
		exit_decode_call(esr, VCPU_EXIT_SMC, out);
		return VCPU_OK;
	case 0x18:
		exit_decode_sys64(esr, out);
		return VCPU_OK;
	case 0x01:
		exit_decode_wfx(esr, out);
		return VCPU_OK;
	default:
		break;
	}
	if (!exit_is_abort(esr)) {
		return VCPU_EUNSUPPORTED;
	}
	if (exit_is_mmio(esr)) {
		exit_decode_mmio(esr, far, hpfar, out);
	} else {
		exit_decode_fault(esr, far, hpfar, out);
	}
	return VCPU_OK;
}
