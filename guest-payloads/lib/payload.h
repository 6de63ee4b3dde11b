/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For payloads: one assembly file each, at EL1 with MMU off. The file's first comment says what it
 * does, which benchmark uses it, and which registers live across the exit.
 *
 *	payload			opens the file's code; falls in here with sp set, vectors installed
 *	measure ["insn"] [floor="insns"]
 *				once: reports the empty frames and the floors, then begins the
 *				loop, takes the first stamp, and does the one instruction that
 *				prepares the operation; x19 to x22 belong to it
 *	measure_singly ["insns"] [floor="insns"]
 *				the same for an operation that cannot be repeated between two stamps:
 *				whatever prepares it comes before the first stamp
 *	measured [answer]	takes the second stamp, reports the sample, loops to either
 *	ready			for quotes above: asks the host to prepare the operation
 *	frames			only the empty frames, for payloads with a loop of their own
 *	stamp reg		CNTVCT_EL0 behind an ISB
 *
 * A coarse counter needs many operations between two stamps; the host says how many, in x0 at the
 * start. So `measure` loops there, and its empty frames and floors loop as often, with a NOP for
 * what prepares. The floor is the same operation with nothing to trap into.
 *
 *	x19	first stamp			x20	operations left, then second stamp
 *	x21	operations between two stamps	x22	frames left
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

/* Two stamps and what is between them, GUEST_FRAMES times, reported by \hvc. */
.macro report_frames hvc, insns
	mov	x22, #GUEST_FRAMES
.Lframe\@:
	stamp	x19
	\insns
	stamp	x20
	mov	x0, x19
	mov	x1, x20
	mov	x2, #1
	hvc	#\hvc
	subs	x22, x22, #1
	b.ne	.Lframe\@
.endm

/* The same with the loop of `measure`. */
.macro report_loops hvc, insns
	mov	x22, #GUEST_FRAMES
.Lframe\@:
	mov	x20, x21
	stamp	x19
.Lagain\@:
	\insns
	subs	x20, x20, #1
	b.ne	.Lagain\@
	stamp	x20
	mov	x0, x19
	mov	x1, x20
	mov	x2, x21
	hvc	#\hvc
	subs	x22, x22, #1
	b.ne	.Lframe\@
.endm

.macro frames
	report_frames GUEST_HVC_FRAME
.endm

.macro measure before, floor
	.set	.Lis_single, 0
	.ifb \before
	report_loops GUEST_HVC_FRAME
	.else
	report_loops GUEST_HVC_FRAME, "nop"
	.endif
	.ifnb \floor
	.ifb \before
	report_loops GUEST_HVC_FLOOR, "\floor"
	.else
	report_loops GUEST_HVC_FLOOR, "nop; \floor"
	.endif
	.endif
.Lmeasure:
	mov	x20, x21
	stamp	x19
.Lrepeat:
	\before
.endm

.macro measure_singly before, floor
	.set	.Lis_single, 1
	frames
	.ifnb \floor
	report_frames GUEST_HVC_FLOOR, "\floor"
	.endif
.Lmeasure:
	\before
	stamp	x19
.endm

/* Lets the host prepare the operation: what the benchmark's .arm answers in x0 is there then. */
.macro ready
	hvc	#GUEST_HVC_READY
.endm

.macro measured answer=xzr
	.if	.Lis_single == 0
	subs	x20, x20, #1
	b.ne	.Lrepeat
	.endif
	stamp	x20
	mov	x2, \answer
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	nop				/* the way back of an empty frame has two instructions too: */
	b	.Lmeasure		/* the performance monitors count it */
.endm

#endif
