/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What smp_gic_order.S does, on a GICv2, and the priority mask; priority drop and deactivation apart; the
 * UART's interrupt; and interrupts that are taken as exceptions, each as often as it came.
 * Bench: smp/gicv2_order.
 *
 *	x10 INTID	x11 mask of what is active	x26 exceptions until the timer is turned off
 *	x0 is the exception's own	x27 exceptions taken	x28 GICC_IAR of the last one
 */
#include "gicv2.h"

#define N_SPIS	 12			/* from FIRST; the higher, the more urgent */
#define FIRST	 48
#define LAST	 (FIRST + N_SPIS - 1)
#define ALL	 0x0fff0000
#define LOWEST	 0xf0			/* the priority of FIRST */
#define STEP	 8
#define UNMASKED 5			/* those below are masked by PMR_SOME */
#define PMR_SOME (LOWEST - (UNMASKED - 1) * STEP)
#define SGI	 3
#define TIMER	 27
#define UART	 33
#define UARTDR	 0x000
#define UARTIMSC 0x038
#define UARTICR	 0x044
#define UART_TX	 0x20
#define TICKS	 2000

/* The virtual timer: due now, due later, off. */
.macro timer_set ticks
	mov	x0, #\ticks
	msr	cntv_tval_el0, x0
	mov	x0, #1
	msr	cntv_ctl_el0, x0
	isb
.endm

.macro timer_ctl value
	mov	x0, #\value
	msr	cntv_ctl_el0, x0
	isb
.endm

/* Its line is looked at anew when it is enabled. Hardware looks whenever it ends; QEMU looks only when
 * the distributor changes. */
.macro timer_look
	gic_write x8, GICD_ICENABLER0, 1 << TIMER
	gic_write x8, GICD_ISENABLER0, 1 << TIMER
.endm

/* \n exceptions in all, and no more for a while. */
.macro taken_exactly number, n, iar
	mov	x7, #LOOKS
.Ltaken\@:
	yield
	subs	x7, x7, #1
	b.ne	.Ltaken\@
	check	\number, x27, #\n
	check	(\number+1), x28, #\iar
	mov	x27, xzr
.endm

	payload
	gic_map
	gic_vectors_on
	gic_write x8, 0, 1			/* GICD_CTLR */
	gic_interface_on
	gic_write x8, GICD_ICFGR3, 0xaaaaaaaa
	gic_write x8, GICD_ISENABLER1, (ALL | 1 << (UART - 32))
	mov	w1, #LOWEST
	mov	x2, #0
1:	add	x3, x8, x2
	strb	w1, [x3, #(GICD_IPRIORITYR8 + FIRST - 32)]
	sub	w1, w1, #STEP
	add	x2, x2, #1
	cmp	x2, #N_SPIS
	b.ne	1b
	gic_write x8, GICD_ISENABLER0, (1 << TIMER | 1 << SGI)
	ldr	x12, =GUEST_UART_IPA
	mov	x27, xzr

round:
	/* All at once, one after the other. */
	gic_write x8, GICD_ISPENDR1, ALL
	mov	x10, #LAST
2:	gic_expect 1, x10
	gic_eoi	x10
	sub	x10, x10, #1
	cmp	x10, #(FIRST - 1)
	b.ne	2b
	gic_none 2
	gic_check 3, x8, GICD_ISPENDR1, 0
	gic_check 4, x8, GICD_ISACTIVER1, 0

	/* All at once, the least urgent one first: each one interrupts the one before. */
	mov	x10, #FIRST
	mov	w11, #(1 << (FIRST - 32))
	mov	x13, #LOWEST
3:	str	w11, [x8, #GICD_ISPENDR1]
	gic_expect 5, x10
	ldr	w0, [x9, #GICC_RPR]
	check	6, x0, x13
	sub	x13, x13, #STEP
	lsl	w11, w11, #1
	add	x10, x10, #1
	cmp	x10, #(LAST + 1)
	b.ne	3b
	gic_check 7, x8, GICD_ISACTIVER1, ALL
	ldr	w11, =ALL
	mov	w13, #(1 << (LAST - 32))
4:	sub	x10, x10, #1
	gic_eoi	x10
	bic	w11, w11, w13
	lsr	w13, w13, #1
	ldr	w0, [x8, #GICD_ISACTIVER1]
	check	8, x0, x11
	cbnz	w11, 4b
	gic_none 9

	/* Some are masked by their priority, and come when they are no more. */
	gic_write x9, GICC_PMR, 0
	gic_write x8, GICD_ISPENDR1, ALL
	gic_none 10
	gic_write x9, GICC_PMR, PMR_SOME
	mov	x10, #LAST
5:	gic_expect 11, x10
	gic_eoi	x10
	sub	x10, x10, #1
	cmp	x10, #(FIRST + UNMASKED - 1)
	b.ne	5b
	gic_none 12
	gic_check 13, x8, GICD_ISPENDR1, ((1 << UNMASKED) - 1) << (FIRST - 32)
	gic_write x9, GICC_PMR, 0xff
6:	gic_expect 14, x10
	gic_eoi	x10
	sub	x10, x10, #1
	cmp	x10, #(FIRST - 1)
	b.ne	6b
	gic_none 15

	/* The end of its priority lets less urgent ones come, while it is active itself. */
	gic_write x9, GICC_CTLR, (GICC_CTLR_ENABLE | GICC_CTLR_EOIMODE)
	gic_write x8, GICD_ISPENDR1, 3 << (FIRST - 32)
	gic_expect 16, #(FIRST + 1)
	gic_none 17
	mov	x10, #(FIRST + 1)
	gic_eoi	x10
	gic_expect 18, #FIRST
	gic_check 19, x8, GICD_ISACTIVER1, 3 << (FIRST - 32)
	ldr	x3, =GUEST_GICC_IPA + GICC_DIR
	str	w10, [x3]
	gic_check 20, x8, GICD_ISACTIVER1, 1 << (FIRST - 32)
	mov	x10, #FIRST
	gic_eoi	x10
	str	w10, [x3]
	gic_check 21, x8, GICD_ISACTIVER1, 0
	gic_write x9, GICC_CTLR, GICC_CTLR_ENABLE

	/* An SGI to itself, while it is active; once by the list of targets. */
	gic_write x8, GICD_SGIR, (SGI_TO_SELF | SGI)
	gic_expect 22, #SGI
	gic_write x8, GICD_SGIR, (SGI_TO(1) | SGI)
	gic_none 23
	gic_check 24, x8, GICD_ISPENDR0, 1 << SGI
	gic_check 25, x8, GICD_ISACTIVER0, 1 << SGI
	gic_check 26, x8, GICD_SPENDSGIR0, 1 << (SGI * 8)
	mov	x10, #SGI
	gic_eoi	x10
	gic_expect 27, #SGI
	gic_eoi	x10
	gic_none 28
	gic_write x8, GICD_SGIR, (SGI_TO_OTHERS | SGI)
	gic_none 29

	/* The timer's line is high until it is masked or off. */
	timer_set 0
	mov	x10, #TIMER
	gic_expect 30, x10
	gic_eoi	x10
	timer_look
	gic_expect 31, x10
	gic_check 32, x8, GICD_ISACTIVER0, 1 << TIMER
	timer_ctl 3				/* IMASK */
	gic_eoi	x10
	gic_none 33
	gic_check 34, x8, GICD_ISPENDR0, 0
	timer_ctl 1
	gic_expect 35, x10
	timer_ctl 0
	gic_eoi	x10
	gic_none 36
	gic_check 37, x8, GICD_ISACTIVER0, 0

	/* So is the UART's. */
	mov	w1, #'.'
	str	w1, [x12, #UARTDR]
	gic_none 38
	mov	w1, #UART_TX
	str	w1, [x12, #UARTIMSC]
	mov	x10, #UART
	gic_check 39, x8, GICD_ISPENDR1, 1 << (UART - 32)
	gic_expect 40, x10
	gic_eoi	x10
	gic_expect 41, x10
	mov	w1, #UART_TX
	str	w1, [x12, #UARTICR]
	gic_eoi	x10
	gic_none 42
	str	wzr, [x12, #UARTIMSC]

	/* Disabled while it is pending, and then cleared. */
	gic_write x8, GICD_ISPENDR1, 0x210000
	gic_write x8, GICD_ICENABLER1, 0x200000
	gic_check 43, x8, GICD_ISPENDR1, 0x210000
	mov	x10, #FIRST
	gic_expect 44, x10
	gic_eoi	x10
	gic_none 45
	gic_write x8, GICD_ISENABLER1, 0x200000
	gic_write x8, GICD_ICPENDR1, 0x200000
	gic_none 46

	/* Exceptions: only once PSTATE lets them, and as often as there is an interrupt. */
	mov	x26, #1
	timer_set 0
	taken_exactly 47, 0, 0
	msr	daifclr, #2
	taken_exactly 49, 1, TIMER
	mov	x26, #3				/* its line stays high twice */
	timer_set TICKS
7:	msr	daifset, #2			/* none comes between the look and the sleep */
	cmp	x27, x26
	b.hs	8f
	wfi
	msr	daifclr, #2
	isb
	b	7b
8:	msr	daifclr, #2
	taken_exactly 51, 3, TIMER
	gic_write x8, GICD_SGIR, (SGI_TO_SELF | SGI)
	taken_exactly 53, 1, SGI
	gic_write x8, GICD_ISPENDR1, ALL
	taken_exactly 55, N_SPIS, FIRST
	msr	daifset, #2
	mov	x28, xzr
	round_ok
	b	round
	.ltorg

irq_taken:
	ldr	w28, [x9, #GICC_IAR]
	dsb	sy
	add	x27, x27, #1
	cmp	x27, x26
	b.lo	1f
	msr	cntv_ctl_el0, xzr
	isb
1:	str	w28, [x9, #GICC_EOIR]
	dsb	sy
	b.hs	2f
	timer_look
2:	eret
	.ltorg

	gic_vectors
