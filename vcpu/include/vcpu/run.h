/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vcpu_run() for the inside of a run loop. A function keeps the callee-saved registers of whoever
 * called it; the guest's are in all of them, so each vcpu_run() stores the host's and loads them
 * again. Inlined, it tells the compiler that they are gone, and a loop keeps what little it needs
 * in its own frame: 10 instructions less for each exit.
 */
#ifndef VCPU_RUN_H
#define VCPU_RUN_H

#include <stddef.h>

#include <cpu/run.h>
#include <vcpu/arch.h>
#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

/* The status with which vcpu_run() refuses, and the vCPU's state after that. */
int vcpu_refuse_run(struct vcpu *vcpu);

/* As vcpu_run() in <vcpu/vcpu.h>; neither may be NULL. */
static inline __attribute__((always_inline)) int vcpu_run_inline(struct vcpu *vcpu,
								 struct vcpu_exit *exit)
{
	/* Bound to another CPU: its state is in that CPU's registers, not here. */
	if (arch_pcpu_this()->current != vcpu || vcpu->state != VCPU_STATE_READY) {
		return vcpu_refuse_run(vcpu);
	}
	vcpu->state = VCPU_STATE_RUNNING;
	cpu_run(&vcpu->arch, exit);
	return VCPU_OK;
}

#endif
