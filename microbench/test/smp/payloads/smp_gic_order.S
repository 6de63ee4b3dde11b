/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interrupts in order of their priority, more of them than list registers; nested ones; an SGI sent
 * while it is active; the virtual timer's, which comes again while its line is high; what is disabled
 * while it is pending. Bench: smp/gic_order.
 *
 *	x8 distributor	x9 SGI frame	x10 INTID	x11 mask of what is active
 */
#include "gic.h"

#define N_SPIS	12			/* from 32; the higher, the more urgent */
#define ALL	0xfff
#define TIMER	27

	payload
	gic_on
	gic_write x8, GICD_ICFGR2, 0xaaaaaaaa
	gic_write x8, GICD_ISENABLER1, ALL
	mov	w1, #0xf0
	mov	x2, #0
1:	add	x3, x8, x2
	strb	w1, [x3, #GICD_IPRIORITYR8]
	sub	w1, w1, #8
	add	x2, x2, #1
	cmp	x2, #N_SPIS
	b.ne	1b
	gic_write x9, GICR_ISENABLER0, (1 << TIMER | 1 << 3)

round:
	/* All at once, one after the other. */
	gic_write x8, GICD_ISPENDR1, ALL
	mov	x10, #(32 + N_SPIS - 1)
2:	gic_expect 1, x10
	gic_eoi	x0
	sub	x10, x10, #1
	cmp	x10, #31
	b.ne	2b
	gic_none 2
	gic_check 3, x8, GICD_ISPENDR1, 0
	gic_check 4, x8, GICD_ISACTIVER1, 0

	/* All at once, the least urgent one first: each one interrupts the one before. */
	mov	x10, #32
	mov	w11, #1
3:	str	w11, [x8, #GICD_ISPENDR1]
	gic_expect 5, x10
	lsl	w11, w11, #1
	add	x10, x10, #1
	cmp	x10, #(32 + N_SPIS)
	b.ne	3b
	gic_check 6, x8, GICD_ISACTIVER1, ALL
	mov	w11, #ALL
4:	sub	x10, x10, #1
	gic_eoi	x10
	lsr	w11, w11, #1
	ldr	w0, [x8, #GICD_ISACTIVER1]
	check	7, x0, x11
	cbnz	w11, 4b
	gic_none 8

	/* While one of the lower ones is active, the rest in order. */
	gic_write x8, GICD_ISPENDR1, 0x8
	gic_expect 9, #35
	gic_write x8, GICD_ISPENDR1, ALL
	mov	x10, #(32 + N_SPIS - 1)
5:	gic_expect 10, x10
	gic_eoi	x0
	sub	x10, x10, #1
	cmp	x10, #35
	b.ne	5b
	gic_none 11
	mov	x0, #35
	gic_eoi	x0
6:	gic_expect 12, x10			/* 35 came again while it was active */
	gic_eoi	x0
	sub	x10, x10, #1
	cmp	x10, #31
	b.ne	6b
	gic_none 13

	/* An SGI to itself, while it is active. */
	ldr	x12, =(3 << 24 | 1)
	msr	S3_0_C12_C11_5, x12		/* ICC_SGI1R_EL1 */
	isb
	gic_expect 14, #3
	msr	S3_0_C12_C11_5, x12
	isb
	gic_none 15
	gic_check 16, x9, GICR_ISPENDR0, 0x8
	gic_check 17, x9, GICR_ISACTIVER0, 0x8
	mov	x0, #3
	gic_eoi	x0
	gic_expect 18, #3
	gic_eoi	x0
	gic_none 19

	/* Its line is high until CNTV_CTL_EL0 is written. */
	msr	cntv_tval_el0, xzr
	mov	x12, #1
	msr	cntv_ctl_el0, x12
	isb
	gic_expect 20, #TIMER
	gic_eoi	x0
	gic_expect 21, #TIMER
	gic_check 22, x9, GICR_ISACTIVER0, (1 << TIMER)
	msr	cntv_ctl_el0, xzr
	isb
	mov	x0, #TIMER
	gic_eoi	x0
	gic_none 23
	gic_check 24, x9, GICR_ISACTIVER0, 0

	/* Disabled while it is pending, and then cleared. */
	gic_write x8, GICD_ISPENDR1, 0x21
	gic_write x8, GICD_ICENABLER1, 0x20
	gic_check 25, x8, GICD_ISPENDR1, 0x21
	gic_expect 26, #32
	gic_eoi	x0
	gic_none 27
	gic_write x8, GICD_ISENABLER1, 0x20
	gic_write x8, GICD_ICPENDR1, 0x20
	gic_none 28
	round_ok
	b	round
	.ltorg
