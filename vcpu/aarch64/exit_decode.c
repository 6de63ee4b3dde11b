/* SPDX-License-Identifier: Apache-2.0 */
#include "exit_decode.h"

#define ABORT_ISV       BIT(24)
#define ABORT_FNV       BIT(10) /* FAR_EL2 is not valid */
#define ABORT_S1PTW     BIT(7)
#define ABORT_WNR       BIT(6)
#define ABORT_FSC(esr)  ((uint8_t)FIELD(esr, 5, 0))
#define FSC_TRANSLATION 0x04u /* to 0x07: level 0 to 3 */
#define FSC_PERMISSION  0x0cu
#define FSC_TYPE_MASK   0x3cu

/* HPFAR_EL2.FIPA is IPA[51:12] in bits 43:4. */
static uint64_t abort_ipa(uint64_t far, uint64_t hpfar)
{
	return FIELD(hpfar, 43, 4) << 12 | FIELD(far, 11, 0);
}

static bool is_mmio(uint64_t esr)
{
	/* ISV, no walk, and FSC of a translation fault at any level */
	return ESR_EC(esr) == EC_DABT_LOWER &&
	       (esr & (ABORT_ISV | ABORT_FNV | ABORT_S1PTW | FSC_TYPE_MASK)) ==
		       (ABORT_ISV | FSC_TRANSLATION);
}

static void decode_fault(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit_fault *out)
{
	uint8_t type = ABORT_FSC(esr) & FSC_TYPE_MASK;
	bool is_walk = (esr & ABORT_S1PTW) != 0;

	out->va = far;
	/* FAR_EL2 is the address that was being translated, not that of the descriptor. */
	out->ipa = abort_ipa(is_walk ? 0 : far, hpfar);
	out->is_va_valid = (esr & ABORT_FNV) == 0;
	/* HPFAR_EL2 is UNKNOWN for a permission fault that is not on a table walk, and for all that is
	 * no fault of stage 2. Source: DDI 0487, shared pseudocode, IPAValid() */
	out->is_ipa_valid = type < FSC_PERMISSION || (is_walk && type == FSC_PERMISSION);
	out->is_exec = ESR_EC(esr) == EC_IABT_LOWER;
	out->is_write = !out->is_exec && !is_walk && (esr & ABORT_WNR) != 0;
	out->is_permission = type == FSC_PERMISSION;
	out->is_stage1_walk = is_walk;
	out->status_code = ABORT_FSC(esr);
}

void exit_decode_abort(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out)
{
	if (!is_mmio(esr)) {
		out->reason = VCPU_EXIT_NESTED_PAGE_FAULT;
		decode_fault(esr, far, hpfar, &out->fault);
		return;
	}
	out->reason = (esr & ABORT_WNR) != 0 ? VCPU_EXIT_MMIO_WRITE : VCPU_EXIT_MMIO_READ;
	out->mmio.ipa = abort_ipa(far, hpfar);
	out->mmio.size_bytes = (uint8_t)(1u << FIELD(esr, 23, 22));
	out->mmio.is_sign_extend = FIELD(esr, 21, 21) != 0;
	out->mmio.reg = (uint8_t)FIELD(esr, 20, 16);
	out->mmio.reg_is_64bit = FIELD(esr, 15, 15) != 0;
}
