/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/psci.h"

#define PSCI_VERSION      0x84000000u
#define PSCI_SYSTEM_OFF   0x84000008u
#define PSCI_SYSTEM_RESET 0x84000009u

#define SMCCC_NOT_SUPPORTED (~UINT64_C(0))

enum exit_action psci_call(struct vcpu *vcpu)
{
	/* The identifier is 32 bits wide; DEN 0028, "Function Identifiers". */
	switch ((uint32_t)vcpu_get_gpr(vcpu, 0)) {
	case PSCI_VERSION:
		vcpu_set_gpr(vcpu, 0, PSCI_VERSION_1_1);
		return ACTION_RESUME;
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
		return ACTION_STOP;
	default:
		vcpu_set_gpr(vcpu, 0, SMCCC_NOT_SUPPORTED);
		return ACTION_RESUME;
	}
}
