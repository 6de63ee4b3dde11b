/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include "test/core/inplace/handler.h"

const char inplace_has_handlers = 1;

static inline uint64_t add_up(uint64_t n)
{
	volatile uint64_t words[INPLACE_SPILLED_WORDS];
	uint64_t sum = 0;

	for (uint64_t i = 0; i < INPLACE_SPILLED_WORDS; i++) {
		words[i] = i < n ? i + 1 : 0;
	}
	for (uint64_t i = 0; i < INPLACE_SPILLED_WORDS; i++) {
		sum += words[i];
	}
	return sum;
}

void vcpu_inplace_hvc(uint64_t x0, uint64_t esr)
{
	handler_spoil();
	if (esr != VCPU_INPLACE_ESR_HVC) {
		vcpu_inplace_decline(x0, esr);
		return;
	}
	if (x0 == INPLACE_PSCI_VERSION && handler_answers(INPLACE_HVC)) {
		vcpu_inplace_finish_hvc(INPLACE_ANSWER);
		return;
	}
	if ((x0 & INPLACE_SPILL_CALL) == INPLACE_SPILL_CALL && handler_answers(INPLACE_SPILL)) {
		vcpu_inplace_finish_hvc(add_up((uint32_t)x0));
		return;
	}
	vcpu_inplace_decline(x0, esr);
}

void vcpu_inplace_smc(uint64_t x0, uint64_t esr)
{
	handler_spoil();
	if (esr == VCPU_INPLACE_ESR_SMC && x0 == INPLACE_PSCI_VERSION &&
	    handler_answers(INPLACE_SMC)) {
		vcpu_inplace_finish_smc(INPLACE_ANSWER);
		return;
	}
	vcpu_inplace_decline(x0, esr);
}

void vcpu_inplace_msr(uint64_t value, uint64_t esr, struct vcpu_ctx *ctx)
{
	(void)ctx;
	handler_spoil();
	/* MDSCR_EL1 */
	if (vcpu_inplace_is_msr(esr, VCPU_SYSREG_ID(2, 0, 0, 2, 2)) &&
	    handler_answers(INPLACE_MSR)) {
		inplace.written = value;
		vcpu_inplace_finish_msr();
		return;
	}
	vcpu_inplace_decline(value, esr);
}

/* As vcpu_inplace_is_load_4(), with SAS, bits 23:22, 0b11. */
static inline bool is_load_8(uint64_t esr)
{
	return ((uint32_t)esr & 0xffe004fcu) == 0x93c00004u;
}

/* HPFAR_EL2.FIPA is IPA[51:12] in bits 43:4. */
static inline bool is_in_page(void)
{
	return sysreg_read_hpfar_el2() << 8 == INPLACE_IPA;
}

void vcpu_inplace_abort(struct vcpu_ctx *ctx, uint64_t esr)
{
	handler_spoil();
	if (vcpu_inplace_is_load_4(esr) && is_in_page() && handler_answers(INPLACE_LOAD)) {
		vcpu_inplace_finish_load((uint32_t)inplace.loaded, esr);
		return;
	}
	if (is_load_8(esr) && is_in_page() && handler_answers(INPLACE_LOAD)) {
		vcpu_inplace_finish_load(inplace.loaded, esr);
		return;
	}
	vcpu_inplace_decline_abort(ctx, esr);
}
