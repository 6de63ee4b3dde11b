/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual PSCI for the guest, over HVC and SMC: the calls that are answered with a value. DEN 0022. */
#ifndef DEVICES_PSCI_H
#define DEVICES_PSCI_H

#include <vcpu/vcpu.h>

#define PSCI_VERSION_1_1        0x10001u
#define PSCI_INVALID_PARAMETERS (~UINT64_C(0) - 1)

/* What the call whose function identifier is in x0 answers; unknown functions get NOT_SUPPORTED, as SMCCC
 * demands. */
uint64_t psci_call(const struct vcpu *vcpu);

#endif
