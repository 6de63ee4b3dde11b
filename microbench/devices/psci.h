/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual PSCI for the guest, over HVC and SMC. DEN 0022. */
#ifndef DEVICES_PSCI_H
#define DEVICES_PSCI_H

#include <stdbool.h>

#include <vcpu/vcpu.h>

#define PSCI_VERSION_1_1 0x10001u

/* Answers the call whose function identifier is in x0; unknown functions get NOT_SUPPORTED, as SMCCC
 * demands. False: the guest asked to be turned off. */
bool psci_call(struct vcpu *vcpu);

#endif
