/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host to guest and back. Between the two, SP_EL2 is the guest's struct vcpu_ctx; the host's own SP
 * waits in it.
 */
#include <asm_offsets.h>
#include <inplace_abi.inc>
#include <vector_variant.inc>

	.section .text.enter, "ax"

#define FRAME_SIZE	(2 * 16)

/*
 * void vcpu_enter(struct arch_vcpu *arch, struct vcpu_exit *exit)
 *
 * Of the caller's registers x18 (it may be the host's platform register), x29 and x30 survive.
 */
	.global	vcpu_enter
	.type	vcpu_enter, %function
	/* Where no switch policy has anything to do first, to run is to enter. */
	.weak	arch_vcpu_run
	.type	arch_vcpu_run, %function
	.balign	64
arch_vcpu_run:
vcpu_enter:
	stp	x29, x30, [sp, #-FRAME_SIZE]!
	stp	x1, x18, [sp, #1 * 16]
	mov	x1, sp
	add	x0, x0, #VCPU_CTX
	ldp	x2, x3, [x0, #CTX_ELR]
	ldr	x30, [x0, #CTX_X30]
	str	x1, [x0, #CTX_HOST_SP]
	msr	elr_el2, x2
	msr	spsr_el2, x3
	mov	sp, x0
	ldp	x2, x3, [sp, #CTX_X0 + 1 * 16]
	ldp	x4, x5, [sp, #CTX_X0 + 2 * 16]
	ldp	x6, x7, [sp, #CTX_X0 + 3 * 16]
	ldp	x8, x9, [sp, #CTX_X0 + 4 * 16]
	ldp	x10, x11, [sp, #CTX_X0 + 5 * 16]
	ldp	x12, x13, [sp, #CTX_X0 + 6 * 16]
	ldp	x14, x15, [sp, #CTX_X0 + 7 * 16]
	ldp	x16, x17, [sp, #CTX_X0 + 8 * 16]
	ldp	x18, x19, [sp, #CTX_X0 + 9 * 16]
	ldp	x20, x21, [sp, #CTX_X0 + 10 * 16]
	ldp	x22, x23, [sp, #CTX_X0 + 11 * 16]
	ldp	x24, x25, [sp, #CTX_X0 + 12 * 16]
	ldp	x26, x27, [sp, #CTX_X0 + 13 * 16]
	ldp	x28, x29, [sp, #CTX_X0 + 14 * 16]
	ldp	x0, x1, [sp, #CTX_X0 + 0 * 16]
	/* No ISB: the ERET synchronizes context (SCTLR_EL2.EOS is 1 or RES1). */
	guest_eret
	.size	vcpu_enter, . - vcpu_enter

/* Behind what is saved already, x0 to x3 and inplace_save's: the rest of the guest. */
.macro save_rest
	inplace_save_rest
	stp	x18, x19, [sp, #CTX_X0 + 9 * 16]
	stp	x20, x21, [sp, #CTX_X0 + 10 * 16]
	stp	x22, x23, [sp, #CTX_X0 + 11 * 16]
	stp	x24, x25, [sp, #CTX_X0 + 12 * 16]
	stp	x26, x27, [sp, #CTX_X0 + 13 * 16]
	stp	x28, x29, [sp, #CTX_X0 + 14 * 16]
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	str	x30, [sp, #CTX_X30]
	stp	x2, x3, [sp, #CTX_ELR]
.endm

/* To \left(ctx, exit, \what, spsr), as if vcpu_enter() had been a call of it. */
.macro to_host what, left
	ldr	x4, [sp, #CTX_HOST_SP]
	mov	x2, \what
	mov	x0, sp
	mov	sp, x4
	ldp	x1, x18, [sp, #1 * 16]
	ldp	x29, x30, [sp], #FRAME_SIZE
	b	\left
.endm

/* From a handler, or the vector: x0 to x3 and inplace_save's are in the ctx, sp; x1 is ESR_EL2. */
	.global	vcpu_inplace_decline
	.type	vcpu_inplace_decline, %function
	.balign	64
vcpu_inplace_decline:
	save_rest
	to_host	x1, vcpu_left_sync
	.size	vcpu_inplace_decline, . - vcpu_inplace_decline

/* The same, of an abort: what the vector has found out need not be found out again. */
	.global	vcpu_inplace_decline_abort
	.type	vcpu_inplace_decline_abort, %function
	.balign	64
vcpu_inplace_decline_abort:
	save_rest
	to_host	x1, vcpu_left_abort
	.size	vcpu_inplace_decline_abort, . - vcpu_inplace_decline_abort

/* The same; x1 is the interrupt's number. */
	.global	vcpu_inplace_decline_irq
	.type	vcpu_inplace_decline_irq, %function
	.balign	64
vcpu_inplace_decline_irq:
	save_rest
	to_host	x1, vcpu_left_irq
	.size	vcpu_inplace_decline_irq, . - vcpu_inplace_decline_irq

/* Nobody has acknowledged it. */
	.weak	vcpu_inplace_irq
	.type	vcpu_inplace_irq, %function
vcpu_inplace_irq:
	save_rest
	to_host	xzr, vcpu_left_irq_pending
	.size	vcpu_inplace_irq, . - vcpu_inplace_irq

/* From the vector: x0 to x3 are in the ctx; w1 is the kind. */
	.global	vcpu_exit_rare
	.type	vcpu_exit_rare, %function
vcpu_exit_rare:
	inplace_save
	save_rest
.Lrare:	to_host	x1, vcpu_left_rare
	.size	vcpu_exit_rare, . - vcpu_exit_rare

/*
 * From the vector: the ERET above was illegal. sp is the ctx, which holds the guest as it was; x0
 * is its TPIDRRO_EL0, kept for it by vcpu_set_pstate().
 */
	.global	vcpu_fail_entry
	.type	vcpu_fail_entry, %function
vcpu_fail_entry:
	msr	tpidrro_el0, x0
	mov	w1, #KIND_FAIL_ENTRY
	b	.Lrare
	.size	vcpu_fail_entry, . - vcpu_fail_entry
