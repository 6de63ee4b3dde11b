/* SPDX-License-Identifier: Apache-2.0 */
#include "host/vm_run.h"

#include <stddef.h>

#include <vcpu/status.h>

#include "host/dispatch.h"
#include "host/kick.h"
#include "host/sleep.h"

const struct vm_cpu *vm_stopped_cpu(const struct vm *vm)
{
	/* Acquire: it has said why before. */
	uint32_t number = __atomic_load_n(&vm->stopped_cpu, __ATOMIC_ACQUIRE);

	return number != 0 ? &vm->cpus[number] : NULL;
}

bool vm_is_stopped(const struct vm *vm)
{
	/* Acquire: what this CPU does from here on comes behind what the stopper has done. */
	return __atomic_load_n(&vm->is_stopping, __ATOMIC_ACQUIRE) != 0 ||
	       vm_stopped_cpu(vm) != NULL;
}

void vm_wait(struct vm_cpu *cpu)
{
	if (!vgic_has_pending(cpu)) {
		__asm__ volatile("wfi" : : : "memory");
	}
}

/* False: the guest has been stopped. */
static bool wait_until_on(const struct vm_cpu *cpu)
{
	while (!vm_is_stopped(cpu->vm)) {
		if (vpsci_power_of(cpu) == VPSCI_ON_PENDING) {
			return true;
		}
		sleep_until_interrupt();
	}
	return false;
}

/* For CPU 0, whose console it is. The first of several that stop is enough. */
static void stop_vm(struct vm_cpu *cpu, int status)
{
	struct vm *vm = cpu->vm;
	uint32_t nobody = 0;

	cpu->stop_status = status;
	cpu->stop_esr = vcpu_last_esr();
	/* Release: behind what stop_exit, stop_esr and stop_status say. */
	(void)__atomic_compare_exchange_n(&vm->stopped_cpu, &nobody, cpu->number, false,
					  __ATOMIC_RELEASE, __ATOMIC_RELAXED);
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		if (n != cpu->number) {
			kick_cpu(vm->cpus[n].host_cpu);
		}
	}
}

/* The last exit of one that turned itself off, or of one that was running when somebody else ended
 * the guest: dispatch_interrupt() stops for nothing but that. */
static bool is_good_end(const struct vcpu_exit *exit)
{
	return exit->reason == VCPU_EXIT_CPU_DOWN || exit->reason == VCPU_EXIT_EXTERNAL_INTERRUPT;
}

static void run_until_off(struct vm_cpu *cpu)
{
	struct vcpu_exit *exit = &cpu->stop_exit;
	int status = vm_cpu_start(cpu, cpu->psci.entry_ipa, cpu->psci.arg);

	vpsci_set_power(cpu, VPSCI_ON);
	while (status == VCPU_OK && !vm_is_stopped(cpu->vm)) {
		status = vcpu_run(&cpu->vcpu, exit);
		if (status != VCPU_OK || dispatch_exit(cpu, exit) == ACTION_RESUME) {
			continue;
		}
		if (!is_good_end(exit)) {
			stop_vm(cpu, VCPU_OK);
		}
		break;
	}
	if (status != VCPU_OK) {
		stop_vm(cpu, status);
	}
	vm_cpu_end(cpu);
	/* Off only once it is nowhere: whoever sees it may turn it on again. */
	vpsci_set_power(cpu, VPSCI_OFF);
}

void vm_run_cpu(void *vm_cpu)
{
	struct vm_cpu *cpu = vm_cpu;

	kick_enable();
	while (wait_until_on(cpu)) {
		run_until_off(cpu);
	}
	kick_disable();
}
