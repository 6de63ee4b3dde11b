/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dispatch.h"

#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "devices/bench_device.h"
#include "devices/fault_window.h"
#include "devices/vpsci.h"
#include "devices/vgic.h"
#include "wire/guest_abi.h"

/*
 * What calls a device is a function of its own, or the device itself, and the last thing its caller
 * does: what the compiler then leaves in dispatch_exit() needs no stack frame.
 */
__attribute__((noinline)) static enum exit_action on_interrupt(struct vm_cpu *cpu, uint32_t vector)
{
	/* Two instructions, so that a benchmark can tell which gap was the interrupt's. */
	cpu->interrupted_pc = vcpu_pc(&cpu->vcpu);
	hal_irq_handle(vector);
	return ACTION_RESUME;
}

static inline bool is_mmio(const struct vcpu_exit *exit)
{
	return exit->reason == VCPU_EXIT_MMIO_READ || exit->reason == VCPU_EXIT_MMIO_WRITE;
}

enum exit_action dispatch_exit(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	/* What a guest that is at work causes comes first: a switch is a tree of comparisons. */
	if (is_mmio(exit)) {
		return bench_device_access(cpu, exit);
	}
	if (exit->reason == VCPU_EXIT_EXTERNAL_INTERRUPT) {
		return on_interrupt(cpu, exit->interrupt.vector);
	}
	switch (exit->reason) {
	case VCPU_EXIT_HYPERCALL:
		if (dispatch_is_null_call(exit)) {
			return ACTION_RESUME;
		}
		if (exit->call.imm >= GUEST_HVC_REPORT) {
			return ACTION_REPORT;
		}
		return vpsci_call(cpu, exit);
	case VCPU_EXIT_SMC:
		return vpsci_call(cpu, exit);
	case VCPU_EXIT_CPU_UP:
		return vpsci_cpu_on(cpu, exit);
	case VCPU_EXIT_CPU_DOWN:
		return vpsci_cpu_off(cpu, exit);
	case VCPU_EXIT_SYSTEM_DOWN:
		return vpsci_system_down(cpu, exit);
	case VCPU_EXIT_NESTED_PAGE_FAULT:
		return fault_window_fault(cpu, exit);
	case VCPU_EXIT_SEND_IPI:
		return vgic_send_sgi(cpu, exit);
	case VCPU_EXIT_HALT:
		/* One vCPU and nothing to wait for: a wake-up without a cause is allowed. */
		vcpu_finish_step(&cpu->vcpu);
		return ACTION_RESUME;
	case VCPU_EXIT_NOTHING:
		return ACTION_RESUME;
	case VCPU_EXIT_MMIO_READ:
	case VCPU_EXIT_MMIO_WRITE:
	case VCPU_EXIT_EXTERNAL_INTERRUPT:
	case VCPU_EXIT_SYSREG_READ:
	case VCPU_EXIT_SYSREG_WRITE:
	case VCPU_EXIT_FAIL_ENTRY:
	case VCPU_EXIT_FIQ:
	case VCPU_EXIT_SERROR:
	case VCPU_EXIT_REASONS:
		break;
	}
	return ACTION_STOP;
}
