/* SPDX-License-Identifier: Apache-2.0 */
/* The calls that a guest makes often, or that a benchmark does. devices/vpsci.c answers all. */
#include <vcpu/inplace.h>

#include "devices/vpsci.h"
#include "inplace/answers.h"
#include "wire/guest_abi.h"

INPLACE_ANSWERS(hvc);
INPLACE_ANSWERS(smc);

void vcpu_inplace_hvc(uint64_t x0, uint64_t esr)
{
	if (esr != VCPU_INPLACE_ESR_HVC) {
		vcpu_inplace_decline(x0, esr);
		return;
	}
	if ((uint32_t)x0 == PSCI_VERSION) {
		vcpu_inplace_finish_hvc(PSCI_VERSION_1_1);
		return;
	}
	if ((uint32_t)x0 == GUEST_SMCCC_NULL) {
		vcpu_inplace_finish_hvc(0);
		return;
	}
	vcpu_inplace_decline(x0, esr);
}

void vcpu_inplace_smc(uint64_t x0, uint64_t esr)
{
	if (esr != VCPU_INPLACE_ESR_SMC) {
		vcpu_inplace_decline(x0, esr);
		return;
	}
	if ((uint32_t)x0 == PSCI_VERSION) {
		vcpu_inplace_finish_smc(PSCI_VERSION_1_1);
		return;
	}
	vcpu_inplace_decline(x0, esr);
}
