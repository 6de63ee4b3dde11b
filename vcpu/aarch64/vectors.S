/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The EL2 vector table. A guest's exception finds SP_EL2 pointing at its struct vcpu_ctx, so it is
 * saved with no scratch register and no pointer load; the stack of what is answered in place lies
 * below. An exception from EL2 itself is a fault of the host: SP may point anywhere, so nothing is
 * pushed before the emergency stack is in place.
 *
 * Source: DDI 0487, "Exception vectors"; VBAR_EL2[10:0] are RES0.
 */
#include <asm_offsets.h>

/* x29, x30, x0 to x18 and a hole, ELR, SPSR */
#define IRQ_FRAME_SIZE	(24 * 8)

#include <inplace_abi.inc>
#include <vector_variant.inc>
#include "for_register.inc"

/*
 * The four by which a guest comes in. No more is saved than a handler of <vcpu/inplace.h> may
 * change; what it declines saves the rest (inplace.S).
 */
.macro guest_vector name
	.balign	0x80
\name:
	stp	x0, x1, [sp, #CTX_X0 + 0 * 16]
	stp	x2, x3, [sp, #CTX_X0 + 1 * 16]
	vector_mitigate
.endm

/* Classes are told apart by as few bits as the handlers' own look at the class leaves to do: EC[5],
 * aborts; EC[3], system registers; EC[0], SMC. */
.macro guest_sync name
	guest_vector \name
	mrs	x1, esr_el2
	vector_answer
	tbnz	w1, #ESR_EC_LSB + 5, vector_abort
	tbnz	w1, #ESR_EC_LSB + 3, vector_sysreg
	tbnz	w1, #ESR_EC_LSB + 0, vector_smc
	inplace_save
	b	vcpu_inplace_hvc
	.org	\name + 0x80	/* error here: the entry outgrew its slot */
.endm

.macro guest_irq name
	guest_vector \name
	mov	x0, sp
	inplace_save
	b	vcpu_inplace_irq
	.org	\name + 0x80
.endm

.macro guest_rare name, kind
	guest_vector \name
	mov	w1, #\kind
	b	vcpu_exit_rare
	.org	\name + 0x80
.endm

/* TPIDRRO_EL0 is the guest's and is lost: the host does not go on. */
.macro host_fault name, source, kind
	.balign	0x80
\name:
	msr	tpidrro_el0, x0
	host_fault_frame \source, \kind
	.org	\name + 0x80
.endm

.macro host_fault_frame source, kind
	mrs	x0, tpidr_el2
	ldr	x0, [x0, #PCPU_EMERGENCY_SP]
	sub	x0, x0, #FAULT_SIZE
	stp	x1, x2, [x0, #8]
	mov	x1, sp
	mov	x2, #(\source * 4 + \kind)
	str	x1, [x0, #FAULT_SP]
	str	x2, [x0, #FAULT_VECTOR]
	b	host_fault_common
.endm

/*
 * Synchronous, from EL2: a fault of the host, or the CPU refused the ERET into a guest, which
 * leaves sp at the ctx of this CPU's vCPU, and PSTATE.IL set. The class does not tell: the guest's
 * PC is then one of EL2, and what is wrong with it as that, an abort of its fetch say, comes before
 * Illegal Execution state.
 * Source: DDI 0487, "Illegal exception returns from AArch64 state"; "Synchronous exception
 * prioritization for exceptions taken to AArch64 state"
 */
.macro host_sync name
	.balign	0x80
\name:
	msr	tpidrro_el0, x0
	mrs	x0, spsr_el2
	tbz	x0, #SPSR_IL_LSB, .Lhost_fault\@
	mrs	x0, tpidr_el2
	ldr	x0, [x0, #PCPU_CURRENT]
	sub	x0, sp, x0
	sub	x0, x0, #VCPU_CTX
	cbnz	x0, .Lhost_fault\@
	ldr	x0, [sp, #CTX_TPIDRRO_EL0]
	b	vcpu_fail_entry
.Lhost_fault\@:
	host_fault_frame SOURCE_CURRENT_SP_ELX, KIND_SYNC
	.org	\name + 0x80
.endm

/* An IRQ that the host let in, on its own stack: what a function call may change is kept here. */
.macro host_irq name
	.balign	0x80
\name:
	stp	x29, x30, [sp, #-IRQ_FRAME_SIZE]!
	mov	x29, sp
	b	host_irq_common
	.org	\name + 0x80
.endm

	.section .text.vectors, "ax"
	.balign	0x800
	.global	vcpu_vectors
vcpu_vectors:
	host_fault	current_sp0_sync,	SOURCE_CURRENT_SP_EL0, KIND_SYNC
	host_fault	current_sp0_irq,	SOURCE_CURRENT_SP_EL0, KIND_IRQ
	host_fault	current_sp0_fiq,	SOURCE_CURRENT_SP_EL0, KIND_FIQ
	host_fault	current_sp0_serror,	SOURCE_CURRENT_SP_EL0, KIND_SERROR
	host_sync	current_spx_sync
	host_irq	current_spx_irq
	host_fault	current_spx_fiq,	SOURCE_CURRENT_SP_ELX, KIND_FIQ
	host_fault	current_spx_serror,	SOURCE_CURRENT_SP_ELX, KIND_SERROR
	.global	lower_a64_sync, lower_a64_irq, lower_a64_fiq, lower_a64_serror
	guest_sync	lower_a64_sync
	guest_irq	lower_a64_irq
	guest_rare	lower_a64_fiq,		KIND_FIQ
	guest_rare	lower_a64_serror,	KIND_SERROR
	/* EL1 would have to be AArch32, which HCR_EL2.RW forbids: an AArch32 EL0 comes in above. */
	host_fault	lower_a32_sync,		SOURCE_LOWER_AARCH32, KIND_SYNC
	host_fault	lower_a32_irq,		SOURCE_LOWER_AARCH32, KIND_IRQ
	host_fault	lower_a32_fiq,		SOURCE_LOWER_AARCH32, KIND_FIQ
	host_fault	lower_a32_serror,	SOURCE_LOWER_AARCH32, KIND_SERROR

/* Near the table: what a TBNZ reaches. */
	.type	vector_smc, %function
vector_smc:
	inplace_save
	b	vcpu_inplace_smc
	.size	vector_smc, . - vector_smc

	.type	vector_abort, %function
vector_abort:
	inplace_save
	mov	x0, sp
	b	vcpu_inplace_abort
	.size	vector_abort, . - vector_abort

/* The register is still the guest's here; in a handler it may hold something else meanwhile. */
.macro value_of n
	.if	\n == 31
	mov	x0, xzr
	.elseif	\n >= 1 && \n <= 3
	ldr	x0, [sp, #CTX_X0 + \n * 8]
	.elseif	\n > 3
	mov	x0, x\n
	.endif
	b	.Lmsr
.endm

	.type	vector_sysreg, %function
	.balign	64
vector_sysreg:
	tbnz	w1, #ESR_IS_MRS_LSB, .Lmrs
	for_register ESR_RT_LSB, value_of
.Lmsr:	inplace_save
	mov	x2, sp
	b	vcpu_inplace_msr
.Lmrs:	inplace_save
	b	vcpu_inplace_decline
	.size	vector_sysreg, . - vector_sysreg

host_irq_common:
	stp	x0, x1, [sp, #2 * 8]
	stp	x2, x3, [sp, #4 * 8]
	stp	x4, x5, [sp, #6 * 8]
	stp	x6, x7, [sp, #8 * 8]
	stp	x8, x9, [sp, #10 * 8]
	stp	x10, x11, [sp, #12 * 8]
	stp	x12, x13, [sp, #14 * 8]
	stp	x14, x15, [sp, #16 * 8]
	stp	x16, x17, [sp, #18 * 8]
	str	x18, [sp, #20 * 8]
	/* The handler may let others in, or run into an exception. */
	mrs	x0, elr_el2
	mrs	x1, spsr_el2
	stp	x0, x1, [sp, #22 * 8]
	mrs	x0, tpidr_el2
	ldr	x1, [x0, #PCPU_IRQ_HANDLER]
	blr	x1
	ldp	x0, x1, [sp, #22 * 8]
	msr	elr_el2, x0
	msr	spsr_el2, x1
	ldr	x18, [sp, #20 * 8]
	ldp	x16, x17, [sp, #18 * 8]
	ldp	x14, x15, [sp, #16 * 8]
	ldp	x12, x13, [sp, #14 * 8]
	ldp	x10, x11, [sp, #12 * 8]
	ldp	x8, x9, [sp, #10 * 8]
	ldp	x6, x7, [sp, #8 * 8]
	ldp	x4, x5, [sp, #6 * 8]
	ldp	x2, x3, [sp, #4 * 8]
	ldp	x0, x1, [sp, #2 * 8]
	ldp	x29, x30, [sp], #IRQ_FRAME_SIZE
	guest_eret

/* x0: frame on the emergency stack, x1, x2, sp and vector already in it. */
host_fault_common:
	mov	sp, x0
	mrs	x1, tpidrro_el0
	str	x1, [sp]
	stp	x3, x4, [sp, #3 * 8]
	stp	x5, x6, [sp, #5 * 8]
	stp	x7, x8, [sp, #7 * 8]
	stp	x9, x10, [sp, #9 * 8]
	stp	x11, x12, [sp, #11 * 8]
	stp	x13, x14, [sp, #13 * 8]
	stp	x15, x16, [sp, #15 * 8]
	stp	x17, x18, [sp, #17 * 8]
	stp	x19, x20, [sp, #19 * 8]
	stp	x21, x22, [sp, #21 * 8]
	stp	x23, x24, [sp, #23 * 8]
	stp	x25, x26, [sp, #25 * 8]
	stp	x27, x28, [sp, #27 * 8]
	stp	x29, x30, [sp, #29 * 8]
	mrs	x1, elr_el2
	mrs	x2, spsr_el2
	stp	x1, x2, [sp, #FAULT_ELR]
	mrs	x1, esr_el2
	mrs	x2, far_el2
	stp	x1, x2, [sp, #FAULT_ESR]
	mov	x29, xzr
	mov	x0, sp
	bl	vcpu_host_fault
	b	.
