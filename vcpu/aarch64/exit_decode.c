/* SPDX-License-Identifier: Apache-2.0 */
#include "exit_decode.h"

#include <vcpu/status.h>

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
	       (esr & (ESR_ISV | ABORT_FNV | ABORT_S1PTW | FSC_TYPE_MASK)) ==
		       (ESR_ISV | FSC_TRANSLATION);
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

bool exit_ipa_from_par(uint64_t par, uint64_t va, uint64_t *out)
{
	if ((par & PAR_F) != 0) {
		return false;
	}
	*out = (par & FIELD_MASK(51, 12)) | FIELD(va, 11, 0);
	return true;
}

enum exit_answer exit_answer_other(uint64_t esr)
{
	switch (ESR_EC(esr)) {
	case EC_BTI:
	case EC_ILLEGAL_STATE:
	case EC_SVC64:
	case EC_FPAC:
	case EC_PC_ALIGNMENT:
	case EC_SP_ALIGNMENT:
	case EC_FP64:
	case EC_BREAKPOINT_LOWER:
	case EC_STEP_LOWER:
	case EC_WATCHPOINT_LOWER:
	case EC_BRK64:
		return EXIT_REFLECT;
	default:
		return EXIT_UNDEF;
	}
}

#define SGI_INTID(v) FIELD(v, 27, 24)
#define SGI_LIST(v)  FIELD(v, 15, 0)
#define SGI_RS(v)    FIELD(v, 47, 44)
#define SGI_IRM      BIT(40)

void exit_decode_sgi(uint64_t value, uint64_t self, struct vcpu_exit *out)
{
	uint64_t known = FIELD_MASK(55, 44) | SGI_IRM | FIELD_MASK(39, 32) | FIELD_MASK(23, 0);

	out->reason = VCPU_EXIT_SEND_IPI;
	/* Aff3, Aff2, Aff1 to where MPIDR_EL1 has them; the range selector counts in sixteens. */
	out->ipi.target = FIELD(value, 55, 48) << 32 | FIELD(value, 39, 32) << 16 |
			  FIELD(value, 23, 16) << 8 | SGI_RS(value) << 4;
	out->ipi.aux_list = (uint16_t)SGI_LIST(value);
	out->ipi.vector = (uint8_t)SGI_INTID(value);
	out->ipi.is_to_all = (value & SGI_IRM) != 0;
	out->ipi.is_to_self = (value & known) == self;
}

/* DEN 0022 */
#define PSCI_CPU_OFF      0x84000002u
#define PSCI_CPU_ON_32    0x84000003u
#define PSCI_SYSTEM_OFF   0x84000008u
#define PSCI_SYSTEM_RESET 0x84000009u
#define PSCI_RESET2_32    0x84000012u
#define SMCCC_64          BIT(30)

int exit_decode_psci(const uint64_t x[4], bool is_smc, struct vcpu_exit *out)
{
	/* The identifier is W0: the upper half of x0 does not count. */
	uint32_t function = (uint32_t)x[0];
	uint64_t width = (function & SMCCC_64) != 0 ? ~UINT64_C(0) : UINT32_MAX;

	switch (function) {
	case PSCI_CPU_ON_32:
	case PSCI_CPU_ON_32 | SMCCC_64:
		out->reason = VCPU_EXIT_CPU_UP;
		out->cpu_up = (struct vcpu_exit_cpu_up){
			.target = x[1] & width,
			.entry_ipa = x[2] & width,
			.arg = x[3] & width,
			.is_smc = is_smc,
		};
		return VCPU_OK;
	case PSCI_CPU_OFF:
		out->reason = VCPU_EXIT_CPU_DOWN;
		out->cpu_down = (struct vcpu_exit_cpu_down){ .is_smc = is_smc };
		return VCPU_OK;
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
		out->reason = VCPU_EXIT_SYSTEM_DOWN;
		out->system_down = (struct vcpu_exit_system_down){
			.is_reset = function == PSCI_SYSTEM_RESET,
			.is_smc = is_smc,
		};
		return VCPU_OK;
	case PSCI_RESET2_32:
	case PSCI_RESET2_32 | SMCCC_64:
		out->reason = VCPU_EXIT_SYSTEM_DOWN;
		out->system_down = (struct vcpu_exit_system_down){
			.is_reset = true,
			.is_smc = is_smc,
			.reset_type = (uint32_t)x[1],
			.cookie = x[2] & width,
		};
		return VCPU_OK;
	default:
		return VCPU_EUNSUPPORTED;
	}
}
