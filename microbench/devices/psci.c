/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/psci.h"

#define PSCI_VERSION 0x84000000u

#define SMCCC_NOT_SUPPORTED (~UINT64_C(0))

uint64_t psci_call(const struct vcpu *vcpu)
{
	/* The identifier is 32 bits wide; DEN 0028, "Function Identifiers". */
	return (uint32_t)vcpu_get_gpr(vcpu, 0) == PSCI_VERSION ? PSCI_VERSION_1_1
							       : SMCCC_NOT_SUPPORTED;
}
