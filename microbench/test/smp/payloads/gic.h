/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The GICv3 by polling: PSTATE masks interrupts, and ICC_IAR1_EL1 is read. Numbers are IHI 0069's.
 *
 *	gic_on			CPU interface and Group 1 on, x8 the distributor, x9 CPU 0's SGI frame
 *	gic_ack reg		the INTID; for a while it looks again when there is none
 *	gic_eoi reg		priority drop and deactivation
 *	gic_none number		checks that there is none
 */
#ifndef PAYLOADS_GIC_H
#define PAYLOADS_GIC_H

#include "gicd.h"

#define GICR_ISENABLER0 0x100
#define GICR_ISPENDR0   0x200
#define GICR_ISACTIVER0 0x300

/* clang-format off */
.macro gic_on
	ldr	x8, =GUEST_GICD_IPA
	ldr	x9, =GUEST_GICR_IPA + 0x10000
	mov	w0, #0x12			/* ARE, Group 1 */
	str	w0, [x8]
	mov	x0, #0xff
	msr	S3_0_C4_C6_0, x0		/* ICC_PMR_EL1 */
	mov	x0, #1
	msr	S3_0_C12_C12_7, x0		/* ICC_IGRPEN1_EL1 */
	isb
.endm

.macro gic_ack reg
	mov	x7, #LOOKS
.Lack\@:
	mrs	\reg, S3_0_C12_C12_0		/* ICC_IAR1_EL1 */
	cmp	\reg, #SPURIOUS
	b.ne	.Lacked\@
	yield
	subs	x7, x7, #1
	b.ne	.Lack\@
.Lacked\@:
	dsb	sy
.endm

.macro gic_eoi reg
	msr	S3_0_C12_C12_1, \reg		/* ICC_EOIR1_EL1 */
	isb
.endm

.macro gic_none number
	mrs	x0, S3_0_C12_C12_0
	check	\number, x0, #SPURIOUS
.endm
/* clang-format on */

#endif
