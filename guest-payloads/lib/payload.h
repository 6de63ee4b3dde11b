/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For payloads: one assembly file each, at EL1 with MMU off. The file's first comment says what it
 * does, which benchmark uses it, and which registers live across the exit.
 *
 *	payload			opens the file's code; falls in here with sp set, vectors installed
 *	measure ["insn"]	once: reports the empty frames, then begins the loop, does the one
 *				instruction that prepares the operation, and takes the first stamp;
 *				x19 to x22 belong to it
 *	measured [answer]	takes the second stamp, reports the sample, loops to `measure`
 *	ready			for quotes above: asks the host to prepare the operation
 *	frames			only the empty frames, for payloads with a loop of their own
 *	stamp reg		CNTVCT_EL0 behind an ISB
 *
 * Of interrupts:
 *
 *	irq_on			the payload's own vectors, and the GIC's CPU interface lets everything in
 *	irq_vectors		once, anywhere: those vectors. An IRQ takes x20 as its stamp in the first
 *				two instructions and goes on at the payload's label irq_taken, masked
 *	irq_end reg		acknowledges the interrupt, its INTID to the register, and ends it
 */
#ifndef LIB_PAYLOAD_H
#define LIB_PAYLOAD_H

#include "wire/guest_abi.h"

.macro payload
	.section .text, "ax"
	.global	payload_main
payload_main:
.endm

/* The place is noted outside the image, for cutting a trace of executed instructions at stamps. */
.macro stamp reg
	isb
.Lstamp\@:
	mrs	\reg, cntvct_el0
	.pushsection .stamp_sites, "", %progbits
	.quad	.Lstamp\@
	.popsection
.endm

/* Reports the empty frames. */
.macro frames
	mov	x22, #GUEST_FRAMES
.Lframe\@:
	stamp	x19
	stamp	x20
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_FRAME
	subs	x22, x22, #1
	b.ne	.Lframe\@
.endm

.macro measure before
	frames
.Lmeasure:
	\before
	stamp	x19
.endm

/* Lets the host prepare the operation: what the benchmark's .arm answers in x0 is there then. */
.macro ready
	hvc	#GUEST_HVC_READY
.endm

.macro measured answer=xzr
	stamp	x20
	mov	x2, \answer
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	b	.Lmeasure
.endm

/* IHI 0069, "AArch64 System register descriptions" */
#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_SGI1R_EL1	S3_0_C12_C11_5
#define ICC_IAR1_EL1	S3_0_C12_C12_0
#define ICC_EOIR1_EL1	S3_0_C12_C12_1
#define ICC_IGRPEN1_EL1	S3_0_C12_C12_7

.macro irq_on
	adr	x0, .Lirq_vectors
	msr	vbar_el1, x0
	mov	x0, #0xff
	msr	ICC_PMR_EL1, x0
	mov	x0, #1
	msr	ICC_IGRPEN1_EL1, x0
	isb
.endm

/* No payload expects an exception at EL1 but those that it has a slot for: whichever comes is told to
 * the host, with its slot. */
.macro unexpected slot
	.balign	0x80
	mov	x3, #\slot * 0x80
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	hvc	#GUEST_HVC_FAULT
	b	.
.endm

.macro irq_vectors
	.balign	0x800
.Lirq_vectors:
	.irp	slot, 0, 1, 2, 3, 4
	unexpected \slot
	.endr
	.balign	0x80			/* IRQ from EL1 with SP_EL1 */
	stamp	x20
	b	irq_taken
	.irp	slot, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	unexpected \slot
	.endr
.endm

.macro irq_end reg
	mrs	\reg, ICC_IAR1_EL1
	msr	ICC_EOIR1_EL1, \reg
.endm

#endif
