/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual PSCI 1.1 and SMCCC 1.2 for the guest, over HVC and SMC. Source: DEN 0022, DEN 0028.
 *
 * MPIDR_EL1 of vCPU n has Aff0 n and all else 0: one cluster. Results are int32_t, sign-extended
 * into x0 whatever the width of the call: an SMC64 call is due 64 bits, and of an SMC32 call's
 * result the caller looks at w0 alone. No register but x0 changes.
 *
 * CPU_SUSPEND knows two states, 0 and POWERDOWN, both of level 0. In both the vCPU waits as in a
 * WFI and goes on behind the call with its registers as they were: firmware may treat powerdown as
 * standby, and the caller must expect it.
 * Source: DEN 0022, "CPU_SUSPEND", "Caller responsibilities"
 */
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

/*
 * OFF to CLAIMED to ON_PENDING: the CPU of whoever turns it on, the first step by compare and
 * exchange, so that of several callers one succeeds. ON_PENDING to ON to OFF: the CPU that runs it.
 * What tells others is a release, every look an acquire: who sees a step sees what was stored
 * before it, the guest's own stores included.
 */
enum vpsci_power {
	VPSCI_OFF,
	VPSCI_CLAIMED,    /* entry_ipa and arg are being written */
	VPSCI_ON_PENDING, /* they may be read */
	VPSCI_ON,
};

struct vpsci_cpu {
	uint32_t power; /* enum vpsci_power */
	uint64_t entry_ipa;
	uint64_t arg;
};

enum vpsci_power vpsci_power_of(const struct vm_cpu *cpu);
void vpsci_set_power(struct vm_cpu *cpu, enum vpsci_power power);

/* Answers the call whose function identifier is in x0 (a HYPERCALL or SMC exit) and completes it;
 * unknown functions get NOT_SUPPORTED, as SMCCC demands. */
enum exit_action vpsci_call(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* VCPU_EXIT_CPU_UP: its target begins on its own CPU, at EL1 with MMU off, once it sees it. */
enum exit_action vpsci_cpu_on(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* VCPU_EXIT_CPU_DOWN: ACTION_STOP always; whoever runs the vCPU turns it off. */
enum exit_action vpsci_cpu_off(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* VCPU_EXIT_SYSTEM_DOWN: ACTION_STOP, and the guest alone ends. Only a reset of a type that there
 * is not goes on. */
enum exit_action vpsci_system_down(struct vm_cpu *cpu, const struct vcpu_exit *exit);

#endif
