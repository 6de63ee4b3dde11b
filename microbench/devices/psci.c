/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/psci.h"

#define PSCI_VERSION 0x84000000u

#define SMCCC_NOT_SUPPORTED (~UINT64_C(0))

enum exit_action psci_call(struct vcpu *vcpu, const struct vcpu_exit *exit)
{
	/* The identifier is 32 bits wide; DEN 0028, "Function Identifiers". */
	bool is_version = (uint32_t)vcpu_get_gpr(vcpu, 0) == PSCI_VERSION;

	vcpu_set_return_value(vcpu, is_version ? PSCI_VERSION_1_1 : SMCCC_NOT_SUPPORTED);
	/* An HVC is done when it is trapped. */
	if (exit->reason == VCPU_EXIT_SMC) {
		vcpu_finish_step(vcpu);
	}
	return ACTION_RESUME;
}
