/* SPDX-License-Identifier: Apache-2.0 */
#include "exit_decode.h"

#include <vcpu/status.h>

void exit_decode_fault(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out)
{
	struct vcpu_exit_fault *fault = &out->fault;
	uint64_t type = esr & FSC_TYPE_MASK;
	bool is_walk = (esr & ESR_S1PTW) != 0;

	out->reason = VCPU_EXIT_NESTED_PAGE_FAULT;
	fault->va = far;
	/* FAR_EL2 is the address that was being translated, not that of the descriptor. */
	fault->ipa = exit_abort_ipa(is_walk ? 0 : far, hpfar);
	fault->is_va_valid = (esr & ESR_FNV) == 0;
	/* HPFAR_EL2 is UNKNOWN for a permission fault that is not on a table walk, and for all that
	 * is no fault of stage 2. Source: DDI 0487, shared pseudocode, IPAValid() */
	fault->is_ipa_valid = type < FSC_PERMISSION || (is_walk && type == FSC_PERMISSION);
	fault->is_exec = ESR_EC(esr) == EC_IABT_LOWER;
	fault->is_write = !fault->is_exec && !is_walk && (esr & ESR_WNR) != 0;
	fault->is_permission = type == FSC_PERMISSION;
	fault->is_stage1_walk = is_walk;
	fault->status_code = (uint8_t)FIELD(esr, 5, 0);
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
#define PSCI_CPU_OFF       0x84000002u
#define PSCI_CPU_ON        0x84000003u
#define PSCI_SYSTEM_OFF    0x84000008u
#define PSCI_SYSTEM_RESET  0x84000009u
#define PSCI_SYSTEM_RESET2 0x84000012u

static int decode_cpu_on(const uint64_t x[4], uint64_t width, bool is_smc, struct vcpu_exit *out)
{
	out->reason = VCPU_EXIT_CPU_UP;
	out->cpu_up = (struct vcpu_exit_cpu_up){
		.target = x[1] & width,
		.entry_ipa = x[2] & width,
		.arg = x[3] & width,
		.is_smc = is_smc,
	};
	return VCPU_OK;
}

static int decode_system_down(bool is_reset, bool is_smc, struct vcpu_exit *out)
{
	out->reason = VCPU_EXIT_SYSTEM_DOWN;
	out->system_down = (struct vcpu_exit_system_down){
		.is_reset = is_reset,
		.is_smc = is_smc,
	};
	return VCPU_OK;
}

static int decode_system_reset2(const uint64_t x[4], uint64_t width, bool is_smc,
				struct vcpu_exit *out)
{
	(void)decode_system_down(true, is_smc, out);
	out->system_down.reset_type = (uint32_t)x[1];
	out->system_down.cookie = x[2] & width;
	return VCPU_OK;
}

int exit_decode_psci(const uint64_t x[4], bool is_smc, struct vcpu_exit *out)
{
	/* The identifier is W0: the upper half of x0 does not count. */
	uint32_t function = (uint32_t)x[0];
	uint64_t width = (function & PSCI_64) != 0 ? ~UINT64_C(0) : UINT32_MAX;

	switch (function) {
	case PSCI_CPU_ON:
	case PSCI_CPU_ON | PSCI_64:
		return decode_cpu_on(x, width, is_smc, out);
	case PSCI_CPU_OFF:
		out->reason = VCPU_EXIT_CPU_DOWN;
		out->cpu_down = (struct vcpu_exit_cpu_down){ .is_smc = is_smc };
		return VCPU_OK;
	case PSCI_SYSTEM_OFF:
		return decode_system_down(false, is_smc, out);
	case PSCI_SYSTEM_RESET:
		return decode_system_down(true, is_smc, out);
	case PSCI_SYSTEM_RESET2:
	case PSCI_SYSTEM_RESET2 | PSCI_64:
		return decode_system_reset2(x, width, is_smc, out);
	default:
		return VCPU_EUNSUPPORTED;
	}
}
