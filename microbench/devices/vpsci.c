/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vpsci.h"

#include <stddef.h>

#include <vcpu/sysreg.h>

#include "host/kick.h"
#include "host/vm.h"
#include "host/vm_run.h"
#include "wire/guest_abi.h"

/* DEN 0022, "Function prototypes". _64: there is an SMC64 form, too. */
#define PSCI_CPU_SUSPEND       0x84000001u
#define PSCI_CPU_OFF           0x84000002u
#define PSCI_CPU_ON            0x84000003u
#define PSCI_AFFINITY_INFO     0x84000004u
#define PSCI_MIGRATE_INFO_TYPE 0x84000006u
#define PSCI_SYSTEM_OFF        0x84000008u
#define PSCI_SYSTEM_RESET      0x84000009u
#define PSCI_FEATURES          0x8400000au
#define PSCI_SYSTEM_RESET2     0x84000012u
#define CALL_64                0x40000000u

/* DEN 0028, "Arm Architecture Calls" */
#define SMCCC_VERSION           0x80000000u
#define SMCCC_VERSION_1_2       0x10002u
#define SMCCC_ARCH_FEATURES     0x80000001u
#define SMCCC_ARCH_WORKAROUND_1 0x80008000u
#define SMCCC_ARCH_WORKAROUND_3 0x80003fffu
#define WORKAROUND_NOT_REQUIRED 1u /* may be called, and need not be */

/* DEN 0022, "Return error codes" */
#define PSCI_SUCCESS         UINT64_C(0)
#define PSCI_ALREADY_ON      (~UINT64_C(0) - 3)
#define PSCI_ON_PENDING      (~UINT64_C(0) - 4)
#define PSCI_INVALID_ADDRESS (~UINT64_C(0) - 8)

#define AFFINITY_ON         UINT64_C(0)
#define AFFINITY_OFF        UINT64_C(1)
#define AFFINITY_ON_PENDING UINT64_C(2)
#define AFFINITY_LEVELS     4u
#define AFFINITY_ALL        UINT64_C(0xff00ffffff)

#define MIGRATE_NOT_NEEDED UINT64_C(2) /* no Trusted OS, or none that stays on one CPU */

/* DEN 0022, "CPU_SUSPEND", power_state in its original format: bit 16 is the kind, 25:24 the level,
 * 15:0 the state's number. */
#define STATE_POWERDOWN (1u << 16)

/* Aff0 is all that differs; a GIC's SGI reaches 16 of them with one write. */
_Static_assert(VM_CPUS_MAX <= 16, "MPIDR_EL1 of vCPU n is n");

enum vpsci_power vpsci_power_of(const struct vm_cpu *cpu)
{
	return (enum vpsci_power)__atomic_load_n(&cpu->psci.power, __ATOMIC_ACQUIRE);
}

void vpsci_set_power(struct vm_cpu *cpu, enum vpsci_power power)
{
	__atomic_store_n(&cpu->psci.power, power, __ATOMIC_RELEASE);
}

/* What an affinity names at @level: the fields below it do not count. */
static uint64_t affinity_at(uint64_t mpidr, uint32_t level)
{
	static const uint64_t masks[AFFINITY_LEVELS] = {
		AFFINITY_ALL,
		UINT64_C(0xff00ffff00),
		UINT64_C(0xff00ff0000),
		UINT64_C(0xff00000000),
	};

	return mpidr & masks[level];
}

static uint64_t affinity_info(const struct vm *vm, uint64_t target, uint32_t level)
{
	uint64_t info = PSCI_INVALID_PARAMETERS;

	if (level >= AFFINITY_LEVELS || (target & ~AFFINITY_ALL) != 0) {
		return PSCI_INVALID_PARAMETERS;
	}
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		enum vpsci_power power = vpsci_power_of(&vm->cpus[n]);

		if (affinity_at(n, level) != affinity_at(target, level)) {
			continue;
		}
		if (power == VPSCI_ON) {
			return AFFINITY_ON;
		}
		if (power != VPSCI_OFF) {
			info = AFFINITY_ON_PENDING;
		} else if (info != AFFINITY_ON_PENDING) {
			info = AFFINITY_OFF;
		}
	}
	return info;
}

static bool is_entry(uint64_t ipa)
{
	return (ipa & 3) == 0 && ipa >= GUEST_RAM_IPA && ipa - GUEST_RAM_IPA < GUEST_RAM_SIZE;
}

static bool is_power_state(uint32_t state)
{
	return (state & ~STATE_POWERDOWN) == 0;
}

static uint64_t suspend(struct vm_cpu *cpu, uint32_t state, uint64_t entry_ipa)
{
	if (!is_power_state(state)) {
		return PSCI_INVALID_PARAMETERS;
	}
	if (state == STATE_POWERDOWN && !is_entry(entry_ipa)) {
		return PSCI_INVALID_ADDRESS;
	}
	vm_wait(cpu);
	return PSCI_SUCCESS;
}

/* DEN 0028, "SMCCC_ARCH_WORKAROUND_1", "SMCCC_ARCH_WORKAROUND_3". A call does nothing here, and so
 * is offered only where it has nothing to do: where this CPU says of itself that what ran in one
 * context cannot control branches of another (CSV2), and none is left for the branch history,
 * either (CSV2_3, ECBHB). Of WORKAROUND_2 the CPU says nothing: it is not supported.
 * Source: DDI 0487, ID_AA64PFR0_EL1.CSV2, ID_AA64MMFR1_EL1.ECBHB */
static uint64_t workaround(uint32_t function)
{
	uint64_t csv2 = sysreg_read_id_aa64pfr0_el1() >> 56 & 15;
	bool is_safe = csv2 >= 1;

	if (function == SMCCC_ARCH_WORKAROUND_3) {
		uint64_t ecbhb = sysreg_read_id_aa64mmfr1_el1() >> 60 & 15;

		is_safe = csv2 >= 3 || ecbhb >= 1;
	}
	return is_safe ? WORKAROUND_NOT_REQUIRED : SMCCC_NOT_SUPPORTED;
}

static uint64_t arch_features(uint32_t function)
{
	switch (function) {
	case SMCCC_VERSION:
	case SMCCC_ARCH_FEATURES:
		return PSCI_SUCCESS;
	case SMCCC_ARCH_WORKAROUND_1:
	case SMCCC_ARCH_WORKAROUND_3:
		return workaround(function);
	default:
		return SMCCC_NOT_SUPPORTED;
	}
}

/* All flags of CPU_SUSPEND are 0, too: the original format of power_state, no OS-initiated mode. */
static uint64_t psci_features(uint32_t function)
{
	switch (function) {
	case PSCI_VERSION:
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_SUSPEND | CALL_64:
	case PSCI_CPU_OFF:
	case PSCI_CPU_ON:
	case PSCI_CPU_ON | CALL_64:
	case PSCI_AFFINITY_INFO:
	case PSCI_AFFINITY_INFO | CALL_64:
	case PSCI_MIGRATE_INFO_TYPE:
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
	case PSCI_FEATURES:
	case PSCI_SYSTEM_RESET2:
	case PSCI_SYSTEM_RESET2 | CALL_64:
	case SMCCC_VERSION:
		return PSCI_SUCCESS;
	default:
		return SMCCC_NOT_SUPPORTED;
	}
}

static uint64_t argument(const struct vm_cpu *cpu, unsigned int reg, uint32_t function)
{
	uint64_t value = vcpu_get_gpr(&cpu->vcpu, reg);

	return (function & CALL_64) != 0 ? value : (uint32_t)value;
}

/* The library has decoded those functions that it knows, vpsci_cpu_on() and so on answer them. */
static uint64_t answer(struct vm_cpu *cpu, uint32_t function)
{
	uint64_t arg1 = argument(cpu, 1, function);
	uint64_t arg2 = argument(cpu, 2, function);

	switch (function) {
	case PSCI_VERSION:
		return PSCI_VERSION_1_1;
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_SUSPEND | CALL_64:
		return suspend(cpu, (uint32_t)arg1, arg2);
	case PSCI_AFFINITY_INFO:
	case PSCI_AFFINITY_INFO | CALL_64:
		return affinity_info(cpu->vm, arg1, (uint32_t)arg2);
	case PSCI_MIGRATE_INFO_TYPE:
		return MIGRATE_NOT_NEEDED;
	case PSCI_FEATURES:
		return psci_features((uint32_t)arg1);
	case SMCCC_VERSION:
		return SMCCC_VERSION_1_2;
	case SMCCC_ARCH_FEATURES:
		return arch_features((uint32_t)arg1);
	case SMCCC_ARCH_WORKAROUND_1:
	case SMCCC_ARCH_WORKAROUND_3:
		return workaround(function) == WORKAROUND_NOT_REQUIRED ? PSCI_SUCCESS
								       : SMCCC_NOT_SUPPORTED;
	case GUEST_SMCCC_NULL:
		return PSCI_SUCCESS;
	default:
		return SMCCC_NOT_SUPPORTED;
	}
}

enum exit_action vpsci_call(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	uint64_t result = SMCCC_NOT_SUPPORTED;

	/* Other immediates are no calls of the convention. */
	if (exit->call.imm == 0) {
		/* The identifier is 32 bits wide; DEN 0028, "Function Identifiers". */
		result = answer(cpu, (uint32_t)vcpu_get_gpr(&cpu->vcpu, 0));
	}
	vcpu_finish_call(&cpu->vcpu, exit, result);
	return ACTION_RESUME;
}

static uint64_t turn_on(struct vm *vm, const struct vcpu_exit_cpu_up *up)
{
	uint32_t power = VPSCI_OFF;
	struct vm_cpu *target;

	if (up->target >= vm->n_cpus) {
		return PSCI_INVALID_PARAMETERS;
	}
	if (!is_entry(up->entry_ipa)) {
		return PSCI_INVALID_ADDRESS;
	}
	target = &vm->cpus[up->target];
	/* Acquire: what its CPU stored when it turned it off comes before what is stored here. */
	if (!__atomic_compare_exchange_n(&target->psci.power, &power, VPSCI_CLAIMED, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
		return power == VPSCI_ON ? PSCI_ALREADY_ON : PSCI_ON_PENDING;
	}
	target->psci.entry_ipa = up->entry_ipa;
	target->psci.arg = up->arg;
	vpsci_set_power(target, VPSCI_ON_PENDING);
	kick_cpu(target->host_cpu);
	return PSCI_SUCCESS;
}

enum exit_action vpsci_cpu_on(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	vcpu_finish_call(&cpu->vcpu, exit, turn_on(cpu->vm, &exit->cpu_up));
	return ACTION_RESUME;
}

enum exit_action vpsci_cpu_off(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	(void)cpu;
	(void)exit;
	return ACTION_STOP;
}

enum exit_action vpsci_system_down(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	/* DEN 0022, "SYSTEM_RESET2": 0 is a warm reset, others are the vendor's or nobody's. */
	if (exit->system_down.reset_type != 0) {
		vcpu_finish_call(&cpu->vcpu, exit, PSCI_INVALID_PARAMETERS);
		return ACTION_RESUME;
	}
	return ACTION_STOP;
}
