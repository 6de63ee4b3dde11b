/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the vectors and the handlers of <vcpu/inplace.h>: what a handler is given, how it ends,
 * and what stands in for one that the embedding hypervisor does not have. SP_EL2 is the ctx
 * throughout; of the guest's registers those that a handler may change are in it, all others are in
 * the CPU.
 */
#include <asm_offsets.h>
#include <inplace_abi.inc>
#include "for_register.inc"
#include <vector_variant.inc>

	.section .text.inplace, "ax"

	.weak	vcpu_inplace_hvc, vcpu_inplace_smc, vcpu_inplace_msr, vcpu_inplace_abort
	.type	vcpu_inplace_hvc, %function
	.type	vcpu_inplace_smc, %function
	.type	vcpu_inplace_msr, %function
	.type	vcpu_inplace_abort, %function
vcpu_inplace_hvc:
vcpu_inplace_smc:
vcpu_inplace_msr:
	b	vcpu_inplace_decline
vcpu_inplace_abort:
	b	vcpu_inplace_decline_abort

/*
 * Past the instruction, as vcpu_ctx_step(); PSTATE.SS needs no clearing: it is set only where
 * MDSCR_EL1.SS is, and a guest has no MDSCR_EL1.
 */
.macro step_past tmp
	mrs	\tmp, elr_el2
	add	\tmp, \tmp, #4
	msr	elr_el2, \tmp
	mrs	\tmp, spsr_el2
	and	\tmp, \tmp, #~SPSR_BTYPE
	msr	spsr_el2, \tmp
.endm

	.global	vcpu_inplace_finish_msr
	.type	vcpu_inplace_finish_msr, %function
	.balign	64
vcpu_inplace_finish_msr:
	step_past x0
	.global	vcpu_inplace_resume
	.type	vcpu_inplace_resume, %function
vcpu_inplace_resume:
	inplace_restore
	ldp	x2, x3, [sp, #CTX_X0 + 1 * 16]
	ldp	x0, x1, [sp, #CTX_X0 + 0 * 16]
	guest_eret
	.size	vcpu_inplace_resume, . - vcpu_inplace_resume
	.size	vcpu_inplace_finish_msr, . - vcpu_inplace_finish_msr

	.global	vcpu_inplace_finish_smc
	.type	vcpu_inplace_finish_smc, %function
	.balign	64
vcpu_inplace_finish_smc:
	step_past x1
	.global	vcpu_inplace_finish_hvc
	.type	vcpu_inplace_finish_hvc, %function
vcpu_inplace_finish_hvc:
	inplace_restore
	ldp	x2, x3, [sp, #CTX_X0 + 1 * 16]
	ldr	x1, [sp, #CTX_X0 + 1 * 8]
	guest_eret
	.size	vcpu_inplace_finish_hvc, . - vcpu_inplace_finish_hvc
	.size	vcpu_inplace_finish_smc, . - vcpu_inplace_finish_smc

/* All other registers are the guest's again. */
.macro value_to n
	.if	\n == 31
	ldp	x0, x1, [sp, #CTX_X0 + 0 * 16]
	.elseif	\n == 0
	ldr	x1, [sp, #CTX_X0 + 1 * 8]
	.elseif	\n == 1
	mov	x1, x0
	ldr	x0, [sp, #CTX_X0 + 0 * 8]
	.else
	mov	x\n, x0
	ldp	x0, x1, [sp, #CTX_X0 + 0 * 16]
	.endif
	guest_eret
.endm

	.global	vcpu_inplace_finish_load
	.type	vcpu_inplace_finish_load, %function
	.balign	64
vcpu_inplace_finish_load:
	mrs	x2, spsr_el2
	tbnz	w2, #SPSR_NRW_LSB, .Laarch32
	and	x2, x2, #~SPSR_BTYPE
	msr	spsr_el2, x2
	mrs	x2, elr_el2
	add	x2, x2, #4
	msr	elr_el2, x2
	inplace_restore
	ldp	x2, x3, [sp, #CTX_X0 + 1 * 16]
	for_register ESR_SRT_LSB, value_to
.Laarch32:
	b	vcpu_inplace_decline_abort
	.size	vcpu_inplace_finish_load, . - vcpu_inplace_finish_load
