/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dispatch.h"

#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "devices/bench_device.h"
#include "devices/psci.h"
#include "devices/vgic.h"
#include "wire/guest_abi.h"

/*
 * What calls a device is a function of its own, or the device itself, and the last thing its caller
 * does: what gcc then leaves in dispatch_exit() needs no stack frame, which the null hypercall
 * would pay for.
 */
__attribute__((noinline)) static enum exit_action on_cpu_up(struct vm *vm,
							    const struct vcpu_exit *exit)
{
	/* There is no other. */
	vcpu_finish_call(&vm->vcpu, exit, PSCI_INVALID_PARAMETERS);
	return ACTION_RESUME;
}

__attribute__((noinline)) static enum exit_action on_interrupt(struct vm *vm, uint32_t vector)
{
	/* Two instructions, so that a benchmark can tell which gap was the interrupt's. */
	vm->interrupted_pc = vcpu_pc(&vm->vcpu);
	hal_irq_handle(vector);
	return ACTION_RESUME;
}

enum exit_action dispatch_exit(struct vm *vm, const struct vcpu_exit *exit)
{
	switch (exit->reason) {
	case VCPU_EXIT_HYPERCALL:
		if (exit->call.imm == GUEST_HVC_NOP) {
			return ACTION_RESUME;
		}
		if (exit->call.imm >= GUEST_HVC_REPORT) {
			return ACTION_REPORT;
		}
		return psci_call(&vm->vcpu, exit);
	case VCPU_EXIT_SMC:
		return psci_call(&vm->vcpu, exit);
	case VCPU_EXIT_CPU_UP:
		return on_cpu_up(vm, exit);
	case VCPU_EXIT_MMIO_READ:
	case VCPU_EXIT_MMIO_WRITE:
		return bench_device_access(vm, exit);
	case VCPU_EXIT_SEND_IPI:
		return vgic_send_sgi(&vm->vcpu, exit);
	case VCPU_EXIT_EXTERNAL_INTERRUPT:
		return on_interrupt(vm, exit->interrupt.vector);
	case VCPU_EXIT_HALT:
		/* One vCPU and nothing to wait for: a wake-up without a cause is allowed. */
		vcpu_finish_step(&vm->vcpu);
		return ACTION_RESUME;
	case VCPU_EXIT_NOTHING:
		return ACTION_RESUME;
	case VCPU_EXIT_SYSREG_READ:
	case VCPU_EXIT_SYSREG_WRITE:
	case VCPU_EXIT_CPU_DOWN:
	case VCPU_EXIT_SYSTEM_DOWN:
	case VCPU_EXIT_FAIL_ENTRY:
	case VCPU_EXIT_NESTED_PAGE_FAULT:
	case VCPU_EXIT_FIQ:
	case VCPU_EXIT_SERROR:
	case VCPU_EXIT_REASONS:
		break;
	}
	return ACTION_STOP;
}
