/* SPDX-License-Identifier: Apache-2.0 */
#include "host/dispatch.h"

#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "devices/bench_device.h"
#include "devices/fault_window.h"
#include "devices/vpsci.h"
#include "devices/vtimer_phys.h"
#include "devices/vgic.h"
#include "devices/vuart.h"
#include "drivers/timer.h"
#include "host/kick.h"
#include "host/vm_run.h"
#include "wire/guest_abi.h"

/* Not inlined, here and below: it needs a stack frame, which what comes first would pay for. */
__attribute__((noinline)) static enum exit_action on_other_interrupt(struct vm_cpu *cpu,
								     uint32_t vector)
{
	/* What a kick tells of is loaded behind the acknowledge, not ahead of it. */
	cpu_isb();
	if (vector == VTIMER_PHYS_INTID) {
		vtimer_phys_on_interrupt(cpu);
		return ACTION_RESUME;
	}
	if (!vgic_has_part_in(vector) || !vgic_on_interrupt(cpu, vector)) {
		hal_irq_handle(vector);
	}
	return vector == KICK_INTID && vm_is_stopped(cpu->vm) ? ACTION_STOP : ACTION_RESUME;
}

enum exit_action dispatch_interrupt(struct vm_cpu *cpu, uint32_t vector)
{
	/* Two instructions, so that a benchmark can tell which gap was the interrupt's. */
	cpu->interrupted_pc = vcpu_pc(&cpu->vcpu);
	if (vector != TIMER_INTID) {
		return on_other_interrupt(cpu, vector);
	}
	hal_irq_handle(vector);
	return ACTION_RESUME;
}

__attribute__((noinline)) static enum exit_action on_other_mmio(struct vm_cpu *cpu,
								const struct vcpu_exit *exit)
{
	if (vgic_is_there(cpu->vm, exit->mmio.ipa)) {
		return vgic_access(cpu, exit);
	}
	if (vuart_is_there(exit->mmio.ipa)) {
		return vuart_access(cpu, exit);
	}
	return ACTION_STOP;
}

enum exit_action dispatch_mmio(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	if (!bench_device_is_there(exit->mmio.ipa)) {
		return on_other_mmio(cpu, exit);
	}
	return exit->reason == VCPU_EXIT_MMIO_READ ? bench_device_read(cpu, exit)
						   : bench_device_write(cpu, exit);
}

/* A WFE may end at any time, and whoever waits in one looks again. */
__attribute__((noinline)) static enum exit_action on_halt(struct vm_cpu *cpu, bool is_wfe)
{
	if (!is_wfe) {
		vm_wait(cpu);
	}
	vcpu_finish_step(&cpu->vcpu);
	return ACTION_RESUME;
}

enum exit_action dispatch_other(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
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
	case VCPU_EXIT_SYSREG_READ:
	case VCPU_EXIT_SYSREG_WRITE:
		return vtimer_phys_access(cpu, exit);
	case VCPU_EXIT_HALT:
		return on_halt(cpu, exit->halt.is_wfe);
	case VCPU_EXIT_NOTHING:
		return ACTION_RESUME;
	case VCPU_EXIT_MMIO_READ:
	case VCPU_EXIT_MMIO_WRITE:
	case VCPU_EXIT_EXTERNAL_INTERRUPT:
	case VCPU_EXIT_FAIL_ENTRY:
	case VCPU_EXIT_FIQ:
	case VCPU_EXIT_SERROR:
	case VCPU_EXIT_REASONS:
		break;
	}
	return ACTION_STOP;
}
