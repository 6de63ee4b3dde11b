/* SPDX-License-Identifier: Apache-2.0 */
/* From syndrome to exit reason. Reads nothing from the CPU: the syndrome is its argument. Inline where
 * a call would cost as much as the decoding. */
#ifndef AARCH64_EXIT_DECODE_H
#define AARCH64_EXIT_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/exit.h>
#include <vcpu/status.h>

#include "regs.h"

/* True when @esr is an instruction or data abort: FAR_EL2 and HPFAR_EL2 belong to it. */
static inline bool exit_is_abort(uint64_t esr)
{
	return ESR_EC(esr) == EC_DABT_LOWER || ESR_EC(esr) == EC_IABT_LOWER;
}

static inline void exit_decode_sys64(uint64_t esr, struct vcpu_exit *out)
{
	bool is_read = (esr & BIT(0)) != 0;

	out->reason = is_read ? VCPU_EXIT_SYSREG_READ : VCPU_EXIT_SYSREG_WRITE;
	out->sysreg.id = (uint32_t)(esr & (FIELD(~UINT64_C(0), 21, 10) << 10 | 0xfu << 1));
	out->sysreg.reg = (uint8_t)FIELD(esr, 9, 5);
}

/**
 * exit_decode_sync - name a guest's synchronous exception other than an abort
 * @out: written only on success
 *
 * Returns: VCPU_OK
 *          VCPU_EUNKNOWN_EC  the class has no decoder
 * Source: DDI 0487, ESR_EL2, the ISS encoding of each class
 */
static inline int exit_decode_sync(uint64_t esr, struct vcpu_exit *out)
{
	switch (ESR_EC(esr)) {
	case EC_HVC64:
		out->reason = VCPU_EXIT_HYPERCALL;
		out->hypercall.imm = (uint16_t)FIELD(esr, 15, 0);
		return VCPU_OK;
	case EC_SMC64:
		out->reason = VCPU_EXIT_SMC;
		out->smc.imm = (uint16_t)FIELD(esr, 15, 0);
		return VCPU_OK;
	case EC_SYS64:
		exit_decode_sys64(esr, out);
		return VCPU_OK;
	case EC_WFX:
		out->reason = VCPU_EXIT_HALT;
		out->halt.is_wfe = (esr & BIT(0)) != 0;
		return VCPU_OK;
	default:
		return VCPU_EUNKNOWN_EC;
	}
}

/**
 * exit_decode_abort - name a guest's stage-2 abort
 *
 * A translation fault with a valid syndrome (ISV) on a data access of the guest itself is MMIO;
 * everything else is a nested page fault that says what is known.
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from a Data Abort"; HPFAR_EL2
 */
void exit_decode_abort(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out);

#endif
