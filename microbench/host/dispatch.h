/* SPDX-License-Identifier: Apache-2.0 */
/* From an exit to the virtual device that answers it. Policy lives here, not in the library. */
#ifndef HOST_DISPATCH_H
#define HOST_DISPATCH_H

#include <stdbool.h>

#include <vcpu/exit.h>

#include "host/action.h"
#include "host/vm.h"
#include "wire/guest_abi.h"

/* HVC #GUEST_HVC_NOP: nothing is to be done. A run loop asks first, or dispatch_exit() answers
 * it. */
static inline bool dispatch_is_null_call(const struct vcpu_exit *exit)
{
	return exit->reason == VCPU_EXIT_HYPERCALL && exit->call.imm == GUEST_HVC_NOP;
}

/* By dispatch_exit() alone. */
enum exit_action dispatch_mmio(struct vm_cpu *cpu, const struct vcpu_exit *exit);
enum exit_action dispatch_interrupt(struct vm_cpu *cpu, uint32_t vector);
enum exit_action dispatch_other(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* Inline, and what guests that are at work cause first: a switch is a tree of comparisons. */
static inline enum exit_action dispatch_exit(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	if (exit->reason == VCPU_EXIT_MMIO_READ || exit->reason == VCPU_EXIT_MMIO_WRITE) {
		return dispatch_mmio(cpu, exit);
	}
	if (exit->reason == VCPU_EXIT_EXTERNAL_INTERRUPT) {
		return dispatch_interrupt(cpu, exit->interrupt.vector);
	}
	return dispatch_other(cpu, exit);
}

#endif
