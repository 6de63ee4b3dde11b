/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host to guest and back. Between the two, SP_EL2 is the guest's struct vcpu_ctx; the host's own SP
 * waits in it.
 */
#include <asm_offsets.h>

	.section .text.enter, "ax"

#define FRAME_SIZE	(7 * 16)

/* int vcpu_enter(struct vcpu_ctx *ctx, struct vcpu_exit *exit) */
	.global	vcpu_enter
	.type	vcpu_enter, %function
	.balign	64
vcpu_enter:
	stp	x29, x30, [sp, #-FRAME_SIZE]!
	stp	x19, x20, [sp, #1 * 16]
	stp	x21, x22, [sp, #2 * 16]
	stp	x23, x24, [sp, #3 * 16]
	stp	x25, x26, [sp, #4 * 16]
	stp	x27, x28, [sp, #5 * 16]
	stp	x1, x18, [sp, #6 * 16]		/* x18 may be the host's platform register */
	mov	x1, sp
	ldp	x30, x2, [x0, #CTX_X30]		/* x30, elr */
	ldr	x3, [x0, #CTX_SPSR]
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
	eret
	/* Not executed; stops speculation past the ERET. */
	dsb	nsh
	isb
	.size	vcpu_enter, . - vcpu_enter

/* From the vector: sp is the ctx, x0 to x29 are in it, w2 is the kind. */
	.global	vcpu_exit
	.type	vcpu_exit, %function
	.balign	64
vcpu_exit:
	mrs	x1, elr_el2
	mrs	x3, spsr_el2
	stp	x30, x1, [sp, #CTX_X30]
	str	x3, [sp, #CTX_SPSR]
.Lto_host:
	ldr	x3, [sp, #CTX_HOST_SP]
	mov	x0, sp
	mov	sp, x3
	ldp	x19, x20, [sp, #1 * 16]
	ldp	x21, x22, [sp, #2 * 16]
	ldp	x23, x24, [sp, #3 * 16]
	ldp	x25, x26, [sp, #4 * 16]
	ldp	x27, x28, [sp, #5 * 16]
	ldp	x1, x18, [sp, #6 * 16]
	ldp	x29, x30, [sp], #FRAME_SIZE
	b	vcpu_left
	.size	vcpu_exit, . - vcpu_exit

/*
 * From the vector: the ERET above was illegal. sp is the ctx, which holds the guest as it was; x0
 * is its TPIDRRO_EL0, kept for it by vcpu_set_pstate().
 */
	.global	vcpu_fail_entry
	.type	vcpu_fail_entry, %function
vcpu_fail_entry:
	msr	tpidrro_el0, x0
	mov	w2, #KIND_FAIL_ENTRY
	b	.Lto_host
	.size	vcpu_fail_entry, . - vcpu_fail_entry
