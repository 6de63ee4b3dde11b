/* SPDX-License-Identifier: Apache-2.0 */
/* From syndrome to exit reason. Reads nothing from the CPU: the syndrome is its argument. Inline
 * where a call would cost as much as the decoding. */
#ifndef AARCH64_EXIT_DECODE_H
#define AARCH64_EXIT_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/exit.h>

#include "regs.h"

/* What becomes of a synchronous exception that is no exit. */
enum exit_answer {
	EXIT_UNDEF,   /* the guest was not told of what it used: Unknown reason, at its EL1 */
	EXIT_REFLECT, /* EL1's own affair that came to EL2: the same class and syndrome, at its EL1 */
};

static inline void exit_decode_call(uint64_t esr, enum vcpu_exit_reason reason,
				    struct vcpu_exit *out)
{
	out->reason = reason;
	out->call.imm = (uint16_t)FIELD(esr, 15, 0);
}

static inline void exit_decode_sys64(uint64_t esr, struct vcpu_exit *out)
{
	bool is_read = (esr & BIT(0)) != 0;

	out->reason = is_read ? VCPU_EXIT_SYSREG_READ : VCPU_EXIT_SYSREG_WRITE;
	out->sysreg.id = (uint32_t)(esr & (FIELD(~UINT64_C(0), 21, 10) << 10 | 0xfu << 1));
	out->sysreg.reg = (uint8_t)FIELD(esr, 9, 5);
}

static inline void exit_decode_wfx(uint64_t esr, struct vcpu_exit *out)
{
	out->reason = VCPU_EXIT_HALT;
	out->halt.is_wfe = (esr & BIT(0)) != 0;
}

/**
 * exit_answer_other - what becomes of a class that is none of HVC, SMC, MSR/MRS, WFx, abort
 *
 * All that is left of the 64 is for EL1, or is a trap of something that no guest is offered:
 * AArch32 below EL1, SVE, SME, pointer authentication where it cannot be, what is newer than this
 * library.
 */
enum exit_answer exit_answer_other(uint64_t esr);

/* HPFAR_EL2.FIPA is IPA[51:12] in bits 43:4. */
static inline uint64_t exit_abort_ipa(uint64_t far, uint64_t hpfar)
{
	/* What lies above FIPA is RES0 but for NS, bit 63, which is shifted out. */
	return hpfar >> 4 << 12 | FIELD(far, 11, 0);
}

/**
 * exit_is_mmio - a stage-2 abort that can be emulated
 *
 * A translation fault with a valid syndrome (ISV) on a data access of the guest itself. Everything
 * else is a nested page fault that says what is known.
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from a Data Abort"
 */
static inline bool exit_is_mmio(uint64_t esr)
{
	const uint32_t mask =
		(uint32_t)(ESR_EC_MASK | ESR_ISV | ESR_FNV | ESR_S1PTW | FSC_TYPE_MASK);

	return ((uint32_t)esr & mask) ==
	       (uint32_t)(BIT(ESR_EC_SHIFT) * EC_DABT_LOWER | ESR_ISV | FSC_TRANSLATION);
}

static inline void exit_decode_mmio(uint64_t esr, uint64_t far, uint64_t hpfar,
				    struct vcpu_exit *out)
{
	out->reason = (esr & ESR_WNR) != 0 ? VCPU_EXIT_MMIO_WRITE : VCPU_EXIT_MMIO_READ;
	out->mmio.ipa = exit_abort_ipa(far, hpfar);
	out->mmio.syndrome = (uint32_t)esr;
}

/* Source: as above; HPFAR_EL2 */
void exit_decode_fault(uint64_t esr, uint64_t far, uint64_t hpfar, struct vcpu_exit *out);

/**
 * exit_ipa_from_par - the guest-physical address that AT S1E1R found for @va
 * @out: written only on success
 *
 * Returns: true, or false where the guest's own tables do not translate @va (any more)
 * Source: DDI 0487, PAR_EL1
 */
bool exit_ipa_from_par(uint64_t par, uint64_t va, uint64_t *out);

/**
 * exit_decode_sgi - what a write to ICC_SGI1R_EL1 asks for
 * @self: the value that would name the writer alone, INTID 0
 *
 * Source: IHI 0069, ICC_SGI1R_EL1
 */
void exit_decode_sgi(uint64_t value, uint64_t self, struct vcpu_exit *out);

/* DEN 0022, "Function prototypes" */
#define PSCI_FIRST         0x84000000u
#define PSCI_64            0x40000000u
#define PSCI_FUNCTION_MASK 0x1fu

/* True for the identifiers that DEN 0028 gives PSCI: 0x84000000 to 0x8400001f, 0xc4000000 to
 * 0xc400001f. */
static inline bool exit_is_psci(uint64_t x0)
{
	return ((uint32_t)x0 & ~(PSCI_64 | PSCI_FUNCTION_MASK)) == PSCI_FIRST;
}

/**
 * exit_decode_psci - name a PSCI call that changes who runs
 * @x: x0 to x3 of the caller
 * @out: written only on success
 *
 * Both conventions: an SMC32 identifier takes the lower halves of its arguments.
 *
 * Returns: VCPU_OK
 *          VCPU_EUNSUPPORTED  no PSCI function, or one that is answered with a value: the embedding
 *                             hypervisor sees the call as it is
 * Source: DEN 0022, "Function prototypes"; DEN 0028, "SMC and HVC calling conventions"
 */
int exit_decode_psci(const uint64_t x[4], bool is_smc, struct vcpu_exit *out);

#endif
