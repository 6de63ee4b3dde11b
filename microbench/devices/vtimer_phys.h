/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The EL1 physical timer and counter of a guest that does not own the CPU's (no
 * VCPU_FLAG_TIMER_PASSTHROUGH): each access traps. The guest's physical count is its virtual one:
 * nothing tells it of time that it was not there for. The CPU's own EL1 physical timer, which no
 * guest has then, says when it is due; its interrupt is the guest's too, through the virtual GIC.
 *
 * Source: DDI 0487, "The Generic Timer in AArch64 state"; CNTP_CTL_EL0, CNTP_CVAL_EL0,
 * CNTP_TVAL_EL0, CNTPCT_EL0
 */
#ifndef DEVICES_VTIMER_PHYS_H
#define DEVICES_VTIMER_PHYS_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/exit.h>

#include "host/action.h"

#define VTIMER_PHYS_INTID 30u /* BSA, "PE timers": Non-secure EL1 physical timer */

struct vm_cpu;

/* Of one vCPU. */
struct vtimer_phys {
	uint64_t cval;
	uint32_t ctl;      /* CNTP_CTL_EL0.ENABLE, .IMASK */
	bool is_line_high; /* as the virtual GIC was last told */
	bool is_in_use;    /* the guest has turned it on: this CPU takes the physical interrupt */
};

/* The vCPU is turned on. */
void vtimer_phys_init(struct vm_cpu *cpu);
/* The vCPU, bound to this CPU, is turned off. */
void vtimer_phys_end(struct vm_cpu *cpu);

/* Answers VCPU_EXIT_SYSREG_READ and _WRITE of its registers, and completes it. ACTION_STOP: another
 * register, or a write of the counter. */
enum exit_action vtimer_phys_access(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* Physical interrupt VTIMER_PHYS_INTID took the CPU out of this bound vCPU. Ends it. */
void vtimer_phys_on_interrupt(struct vm_cpu *cpu);

#endif
