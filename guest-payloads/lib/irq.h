/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For payloads that take interrupts, whose interval ends at the first instruction of EL1's vector.
 *
 *	irq_vectors		once, behind the code: the payload's own vectors. An IRQ is stamped in
 *				x20 by the first two instructions there, and goes on at the payload's
 *				label irq_taken, masked
 *	irq_on			those vectors, and a GIC CPU interface that lets everything in; nothing
 *				is unmasked yet
 *	irq_enable intid [cpu]	the virtual GIC gives private interrupt \intid (0 to 31) to vCPU \cpu, 0
 *				unless given. An exit or two: `ready` has to come before the empty
 *				frames. x0 and x1 are its own
 *	irq_enable_spi intid	the same of a shared one (32 to 47), edge-triggered
 *	irq_vtimer wait		all of a payload that has its virtual timer interrupt it, for ever, and
 *				waits for that with \wait. x19: when; x20: the vector's stamp
 *	irq_ack reg		acknowledges the interrupt, its INTID to the register
 *	irq_eoi reg		ends it
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

#define GICD_CTLR_GROUP1	(1 << 1)
#define GICD_ISENABLER1		0x104
#define GICD_ICFGR2		0xc08
#define GICR_ISENABLER0		0x10100

.macro irq_enable_distributor
	ldr	x0, =GUEST_GICD_IPA
	mov	w1, #GICD_CTLR_GROUP1
	str	w1, [x0]
.endm

.macro irq_enable_spi intid
	irq_enable_distributor
	mov	w1, #2 << ((\intid - 32) * 2)
	str	w1, [x0, #GICD_ICFGR2]
	mov	w1, #1 << (\intid - 32)
	str	w1, [x0, #GICD_ISENABLER1]
.endm

.macro irq_enable intid, cpu=0
	irq_enable_distributor
	ldr	x0, =GUEST_GICR_IPA + \cpu * GUEST_GICR_STRIDE + GICR_ISENABLER0
	mov	w1, #1 << \intid
	str	w1, [x0]
.endm

.macro irq_ack reg
	mrs	\reg, ICC_IAR1_EL1
.endm

.macro irq_eoi reg
	msr	ICC_EOIR1_EL1, \reg
.endm

#define VTIMER_INTID	27	/* BSA, "PE timers" */

.macro irq_vtimer wait
	irq_on
	irq_enable VTIMER_INTID
	ready
	frames
.Lvtimer:
	ready				/* x0: in so many ticks */
	mov	x1, #1			/* CNTV_CTL_EL0.ENABLE */
	stamp	x19
	add	x19, x19, x0
	msr	cntv_cval_el0, x19
	msr	cntv_ctl_el0, x1
	msr	daifclr, #2
.Lwait:	\wait
	b	.Lwait

irq_taken:
	irq_ack	x2
	msr	cntv_ctl_el0, xzr
	isb				/* its level has gone before the interrupt ends */
	irq_eoi	x2
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	b	.Lvtimer

	irq_vectors
	.ltorg
.endm

#endif
