/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills registers with values of its own, and for ever stamps directly behind each switch to it,
 * sees whether they are still there, reports that stamp, and stamps directly before the next
 * switch. Bench: switch/vcpu, switch/vm. Registers: x19 (the seed) and all FP/SIMD registers live
 * across the HVC.
 */
#include "lib/irq.h"

#define CPACR_FPEN	(3 << 20)

/* Calls \each for every register of the list with a number of its own. */
.macro fp_registers each
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\each	\n
	.endr
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\each	\n
	.endr
.endm

/* Values of which any 64 bits do. */
.macro system_registers each
	\each	tpidr_el0
	\each	tpidrro_el0
	\each	tpidr_el1
	\each	elr_el1
	\each	cntv_cval_el0
.endm

.macro fill_fp n
	add	x2, x19, #\n
	dup	v\n\().2d, x2
.endm

.macro check_fp n
	add	x2, x19, #\n
	fmov	x3, d\n
	mov	x4, v\n\().d[1]
	cmp	x2, x3
	ccmp	x2, x4, #0, eq
	b.ne	.Lspoilt
.endm

.macro fill_system name
	msr	\name, x19
.endm

.macro check_system name
	mrs	x3, \name
	mov	x2, x19
	cmp	x2, x3
	b.ne	.Lspoilt
.endm

	payload
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
	isb
	ready
	mov	x19, x0			/* the seed */
	fp_registers fill_fp
	system_registers fill_system
	msr	ICC_PMR_EL1, x19	/* 5 bits of it at least */
	isb
	mrs	x20, ICC_PMR_EL1
	stamp	x0
1:	fp_registers check_fp
	system_registers check_system
	mrs	x3, ICC_PMR_EL1
	mov	x2, x20
	cmp	x2, x3
	b.ne	.Lspoilt
	hvc	#GUEST_HVC_READY	/* x0: the last switch is over; the next one begins behind it */
	stamp	x1
	hvc	#GUEST_HVC_SAMPLE
	stamp	x0
	b	1b

/* x2: what should be there, x3 or x4: what is. */
.Lspoilt:
	mov	x0, x2
	mov	x1, x3
	mov	x2, x4
	hvc	#GUEST_HVC_FAULT
	b	.
