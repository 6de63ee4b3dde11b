/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exits that the embedding hypervisor answers in place: in C, on the way of the exception, before
 * the vCPU's registers are stored. It defines whichever of the handlers below it wants; those that
 * it does not define leave all their exits to vcpu_run(). What a handler does not answer within a
 * few instructions it declines, so everything is answered on the return path too.
 *
 * The handlers are compiled with a register convention of their own, that of the vectors which save
 * next to nothing: with the flags of vcpu/aarch64/inplace/<convention>/inplace.mk (INPLACE_CFLAGS;
 * of an installed library: pkg-config --variable=inplace_cflags libvcpu). In such a file
 *
 *	- every path of a handler ends in a call of one of the vcpu_inplace_*() below, as the last
 *	  thing that it does: the compiler makes a branch of it, and a handler never returns. The build
 *	  checks the result (scripts/check-inplace.sh)
 *	- nothing is called that was compiled otherwise; that includes what a linker puts in for a branch
 *	  that is too long: handlers and library lie within 128 MiB of each other
 *	- the stack is VCPU_INPLACE_STACK_BYTES deep, below the vCPU's context
 *
 * While a handler runs, interrupts are masked, this CPU's vCPU is Running, its EL1 registers are in
 * the CPU, its general registers are the handler's to leave alone, and no call of the library is
 * allowed but these.
 */
#ifndef VCPU_INPLACE_H
#define VCPU_INPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vcpu/aarch64.h>
#include <vcpu/vcpu.h>

/* HVC #VCPU_VECTOR_NULL_CALL is answered in the vector, by nothing, where the library was built
 * with VECTORS=null-call. Elsewhere it is an HVC as any other. */
#define VCPU_VECTOR_NULL_CALL 2

/* ESR_EL2 of HVC #0 and SMC #0, the calls of the SMC Calling Convention. */
#define VCPU_INPLACE_ESR_HVC UINT64_C(0x5a000000)
#define VCPU_INPLACE_ESR_SMC UINT64_C(0x5e000000)

/* Handlers. @esr: ESR_EL2, of which the vectors have looked at no more than they had to: a handler
 * compares the class, too. @ctx: the vCPU's, of which x0 to x3 are valid, and no other field. */

/* An HVC. @x0: the guest's. */
void vcpu_inplace_hvc(uint64_t x0, uint64_t esr);

/* A trapped SMC. */
void vcpu_inplace_smc(uint64_t x0, uint64_t esr);

/* A trapped MSR. @value: of the register that it writes from, 0 for XZR. */
void vcpu_inplace_msr(uint64_t value, uint64_t esr, struct vcpu_ctx *ctx);

/* An abort, or another class with ESR_EL2.EC[5] 1. */
void vcpu_inplace_abort(struct vcpu_ctx *ctx, uint64_t esr);

/* A physical interrupt, not yet acknowledged. */
void vcpu_inplace_irq(struct vcpu_ctx *ctx);

/* The ends of a handler. */

/* Not answered: vcpu_run() returns it. @value: anything. @esr: as the handler got it. */
void vcpu_inplace_decline(uint64_t value, uint64_t esr);

/* The same, of vcpu_inplace_abort(). */
void vcpu_inplace_decline_abort(struct vcpu_ctx *ctx, uint64_t esr);

/* Not answered, but already acknowledged as @vector, which is what hal_irq_fetch() would have
 * named: vcpu_run() returns VCPU_EXIT_EXTERNAL_INTERRUPT. */
void vcpu_inplace_decline_irq(struct vcpu_ctx *ctx, uint32_t vector);

/* Back into the guest as it was. */
void vcpu_inplace_resume(void);

/* Back behind an HVC, behind a trapped SMC, with @x0. */
void vcpu_inplace_finish_hvc(uint64_t x0);
void vcpu_inplace_finish_smc(uint64_t x0);

/* Back behind a trapped MSR. */
void vcpu_inplace_finish_msr(void);

/* Back behind the load that @esr describes, with @value in its register, all 64 bits of it. A load
 * by AArch32 code is declined. */
void vcpu_inplace_finish_load(uint64_t value, uint64_t esr);

/* Whose context it is. */
static inline struct vcpu *vcpu_inplace_vcpu(struct vcpu_ctx *ctx)
{
	return (struct vcpu *)(void *)((char *)ctx - offsetof(struct vcpu, arch.ctx));
}

/* Is it a zero-extended load of 4 bytes from an address that stage 2 does not map?
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from a Data Abort" */
static inline bool vcpu_inplace_is_load_4(uint64_t esr)
{
	/* EC, IL, ISV, SAS, SSE; then S1PTW, WnR, DFSC without the level. FnV is of external
	 * aborts. */
	return (uint32_t)esr >> 21 == 0x93800000u >> 21 && ((uint32_t)esr & 0xfc) == 0x04;
}

/* Is it an MSR of the register with this VCPU_SYSREG_ID()? */
static inline bool vcpu_inplace_is_msr(uint64_t esr, uint32_t id)
{
	/* One register less than with a mask and a comparison; there are four. */
	return (((uint32_t)esr ^ (0x62000000u | id)) & ~(0x1fu << 5)) == 0;
}

#endif
