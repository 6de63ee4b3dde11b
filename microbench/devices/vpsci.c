/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vpsci.h"

#include "host/vm.h"

enum exit_action vpsci_call(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	/* The identifier is 32 bits wide; DEN 0028, "Function Identifiers". */
	bool is_version = (uint32_t)vcpu_get_gpr(&cpu->vcpu, 0) == PSCI_VERSION;

	vcpu_finish_call(&cpu->vcpu, exit, is_version ? PSCI_VERSION_1_1 : SMCCC_NOT_SUPPORTED);
	return ACTION_RESUME;
}

enum exit_action vpsci_cpu_on(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	/* There is no other. */
	vcpu_finish_call(&cpu->vcpu, exit, PSCI_INVALID_PARAMETERS);
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
	(void)cpu;
	(void)exit;
	return ACTION_STOP;
}
