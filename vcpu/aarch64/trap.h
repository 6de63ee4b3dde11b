/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds and sources of exceptions, in the order of the vector table; the assembly's copies are
 * generated from these (asm_offsets.c). Source: DDI 0487, "Exception vectors". */
#ifndef AARCH64_TRAP_H
#define AARCH64_TRAP_H

#include <vcpu/aarch64.h>
#include <vcpu/exit.h>

enum trap_kind {
	TRAP_KIND_SYNC = 0,
	TRAP_KIND_IRQ = 1,
	TRAP_KIND_FIQ = 2,
	TRAP_KIND_SERROR = 3,
	/* No slot's number: ours. The ERET into the guest was illegal; nothing of it has run. */
	TRAP_KIND_FAIL_ENTRY = 4,
};

enum trap_source {
	TRAP_SOURCE_CURRENT_SP_EL0 = 0,
	TRAP_SOURCE_CURRENT_SP_ELX = 1,
	TRAP_SOURCE_LOWER_AARCH64 = 2,
	TRAP_SOURCE_LOWER_AARCH32 = 3,
};

extern const char vcpu_vectors[]; /* 2 KiB aligned */

/*
 * Runs the guest until an exception to EL2 that is not answered in place, and answers what one of
 * the five below does with that: the assembly goes there straight from the vector, as if this call
 * had been a call of it. No register but x18, x29 and x30 survives; <vcpu/run.h> says so to the
 * compiler.
 */
void vcpu_enter(struct arch_vcpu *arch, struct vcpu_exit *exit);

/* The guest is out; everything of it is in @ctx and the syndrome registers. @exit:
 * vcpu_enter()'s. */
void vcpu_left_sync(struct vcpu_ctx *ctx, struct vcpu_exit *exit, uint64_t esr);
/* ESR_EL2.EC[5] is 1: the classes of aborts, alignment, FP exceptions, debug. @spsr: as in @ctx. */
void vcpu_left_abort(struct vcpu_ctx *ctx, struct vcpu_exit *exit, uint64_t esr, uint64_t spsr);
void vcpu_left_irq(struct vcpu_ctx *ctx, struct vcpu_exit *exit, uint64_t vector);
void vcpu_left_irq_pending(struct vcpu_ctx *ctx, struct vcpu_exit *exit);
void vcpu_left_rare(struct vcpu_ctx *ctx, struct vcpu_exit *exit, enum trap_kind kind);

/* SMC #0 at this Exception level with x0 to x17 from @x, which take the answer. */
void smc_call(uint64_t x[18]);

void fp_save(struct vcpu_fp_state *fp);
void fp_restore(const struct vcpu_fp_state *fp);

/* Both. Returns VCPU_OK: what ends in it needs no stack frame. */
int fp_switch(struct vcpu_fp_state *from, const struct vcpu_fp_state *to);

#endif
