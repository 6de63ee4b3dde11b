/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For payloads that take interrupts, whose interval ends at the first instruction of EL1's vector.
 *
 *	irq_vectors		once, behind the code: the payload's own vectors. An IRQ is stamped in
 *				x20 by the first two instructions there, and goes on at the payload's
 *				label irq_taken, masked
 *	irq_on			those vectors, and a GIC CPU interface that lets everything in; nothing
 *				is unmasked yet
 *	irq_frames		reports the empty frames: two stamps, and no loop, as their intervals
 *				have none
 *	irq_end reg		acknowledges the interrupt, its INTID to the register, and ends it
 */
#ifndef LIB_IRQ_H
#define LIB_IRQ_H

#include "lib/payload.h"
#include "lib/vectors.h"

/* IHI 0069, "AArch64 System register descriptions" */
#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_SGI1R_EL1	S3_0_C12_C11_5
#define ICC_IAR1_EL1	S3_0_C12_C12_0
#define ICC_EOIR1_EL1	S3_0_C12_C12_1
#define ICC_IGRPEN1_EL1	S3_0_C12_C12_7

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

.macro irq_on
	adr	x0, .Lirq_vectors
	msr	vbar_el1, x0
	mov	x0, #0xff
	msr	ICC_PMR_EL1, x0
	mov	x0, #1
	msr	ICC_IGRPEN1_EL1, x0
	isb
.endm

.macro irq_frames
	mov	x22, #GUEST_FRAMES
.Lirq_frame:
	stamp	x19
	stamp	x20
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_FRAME
	subs	x22, x22, #1
	b.ne	.Lirq_frame
.endm

.macro irq_end reg
	mrs	\reg, ICC_IAR1_EL1
	msr	ICC_EOIR1_EL1, \reg
.endm

#endif
