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
 *	stamp reg		CNTVCT_EL0 behind an ISB
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

/* For an operation that cannot be repeated between two stamps. @floor: the same with nothing to trap
 * into. */
.macro measure_singly before, floor
	measure "\before"
.endm

#endif
