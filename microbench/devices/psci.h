/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual PSCI for the guest, over HVC and SMC. DEN 0022. */
#ifndef DEVICES_PSCI_H
#define DEVICES_PSCI_H

#include <vcpu/vcpu.h>

#include "host/action.h"

#define PSCI_VERSION_1_1 0x10001u

/* Answers the call whose function identifier is in x0; unknown functions get NOT_SUPPORTED, as SMCCC
 * demands. ACTION_STOP: the guest asked to be turned off. The PC is the caller's business. */
enum exit_action psci_call(struct vcpu *vcpu);

#endif
