/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual PSCI 1.1 and SMCCC 1.2 for the guest, over HVC and SMC. DEN 0022, DEN 0028. */
#ifndef DEVICES_VPSCI_H
#define DEVICES_VPSCI_H

#include <stdint.h>

#include <vcpu/exit.h>

#include "host/action.h"

struct vm;
struct vm_cpu;

#define PSCI_VERSION            0x84000000u
#define PSCI_VERSION_1_1        0x10001u
#define PSCI_INVALID_PARAMETERS (~UINT64_C(0) - 1)
#define SMCCC_NOT_SUPPORTED     (~UINT64_C(0))

enum vpsci_power {
	VPSCI_OFF,
	VPSCI_ON_PENDING,
	VPSCI_ON,
};

struct vpsci_cpu {
	uint32_t power; /* enum vpsci_power; whoever changes it does so by compare and exchange */
	uint64_t entry_ipa;
	uint64_t arg;
};

/* Answers the call whose function identifier is in x0 (a HYPERCALL or SMC exit) and completes it;
 * unknown functions get NOT_SUPPORTED, as SMCCC demands. */
enum exit_action vpsci_call(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* VCPU_EXIT_CPU_UP, _CPU_DOWN, _SYSTEM_DOWN. */
enum exit_action vpsci_cpu_on(struct vm_cpu *cpu, const struct vcpu_exit *exit);
enum exit_action vpsci_cpu_off(struct vm_cpu *cpu, const struct vcpu_exit *exit);
enum exit_action vpsci_system_down(struct vm_cpu *cpu, const struct vcpu_exit *exit);

#endif
