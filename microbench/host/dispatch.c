/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dispatch.h"

#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "devices/bench_device.h"
#include "devices/psci.h"
#include "devices/vgic.h"
#include "wire/guest_abi.h"

/*
 * What calls a device is a function of its own, or the device itself, and the last thing its caller does:
 * what gcc then leaves in dispatch_exit() needs no stack frame, which the null hypercall would pay for.
 */
__attribute__((noinline)) static enum exit_action on_smc(struct vm *vm)
{
	enum exit_action action = psci_call(&vm->vcpu);

	/* Also when the guest is turned off: the PC of one that is gone does not matter. */
	vcpu_finish_step(&vm->vcpu);
	return action;
}

__attribute__((noinline)) static enum exit_action on_sysreg_write(struct vm *vm,
								  const struct vcpu_exit *exit)
{
	if (exit->sysreg.id != TRAP_icc_sgi1r_el1) {
		return ACTION_STOP;
	}
	return vgic_send_sgi(&vm->vcpu, exit);
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
		if (exit->hypercall.imm == GUEST_HVC_NOP) {
			return ACTION_RESUME;
		}
		if (exit->hypercall.imm >= GUEST_HVC_REPORT) {
			return ACTION_REPORT;
		}
		/* The PC is already past an HVC. */
		return psci_call(&vm->vcpu);
	case VCPU_EXIT_SMC:
		return on_smc(vm);
	case VCPU_EXIT_MMIO_READ:
	case VCPU_EXIT_MMIO_WRITE:
		return bench_device_access(vm, exit);
	case VCPU_EXIT_SYSREG_WRITE:
		return on_sysreg_write(vm, exit);
	case VCPU_EXIT_EXTERNAL_INTERRUPT:
		return on_interrupt(vm, exit->interrupt.vector);
	case VCPU_EXIT_HALT:
		/* One vCPU and nothing to wait for: a wake-up without a cause is allowed. */
		vcpu_finish_step(&vm->vcpu);
		return ACTION_RESUME;
	case VCPU_EXIT_NOTHING:
		return ACTION_RESUME;
	case VCPU_EXIT_SYSREG_READ:
	case VCPU_EXIT_NESTED_PAGE_FAULT:
	case VCPU_EXIT_FIQ:
	case VCPU_EXIT_SERROR:
	case VCPU_EXIT_REASONS:
		break;
	}
	return ACTION_STOP;
}
