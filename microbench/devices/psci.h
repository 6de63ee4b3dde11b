/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual PSCI for the guest, over HVC and SMC: the calls that are answered with a value. DEN
 * 0022. */
#ifndef DEVICES_PSCI_H
#define DEVICES_PSCI_H

#include <vcpu/vcpu.h>

#include "host/action.h"

#define PSCI_VERSION_1_1        0x10001u
#define PSCI_INVALID_PARAMETERS (~UINT64_C(0) - 1)

/* Answers the call whose function identifier is in x0 (a HYPERCALL or SMC exit) and completes it;
 * unknown functions get NOT_SUPPORTED, as SMCCC demands. */
enum exit_action psci_call(struct vcpu *vcpu, const struct vcpu_exit *exit);

#endif
