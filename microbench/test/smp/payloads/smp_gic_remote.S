/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPU 1 takes what it gets and ends it when it is told to; CPU 0 looks at its interrupts meanwhile, in
 * the distributor and in CPU 1's redistributor, and takes them away. Bench: smp/gic_remote.
 *
 *	block:	+0 INTID that CPU 1 has taken, 0: none	+8 is CPU 1 ready
 *	x8 distributor	x10 CPU 1's SGI frame	x26 block
 */
#include "gic.h"

#define SPI_8	 0x100			/* INTID 40 */
#define IROUTER	 (0x6000 + 40 * 8)
#define SGI_5	 0x20

/* What CPU 1 has taken, once it has. */
.macro taken number, n
.Ltaken\@:
	yield
	ldr	x0, [x26]
	cbz	x0, .Ltaken\@
	check	\number, x0, #\n
.endm

.macro let_end
	str	xzr, [x26]
.endm

/* Until the bits are gone. */
.macro wait_clear frame, offset
.Lclear\@:
	yield
	ldr	w0, [\frame, #\offset]
	cbnz	w0, .Lclear\@
.endm

	payload
	gic_on
	ldr	x10, =GUEST_GICR_IPA + GUEST_GICR_STRIDE + 0x10000
	gic_write x8, GICD_ICFGR2, 0xaaaaaaaa
	gic_write x8, GICD_ISENABLER1, SPI_8
	mov	x0, #1
	ldr	x1, =GUEST_GICD_IPA + IROUTER
	str	x0, [x1]
	adr	x26, block
	psci_cpu_on #1, other, x26
	check	1, x0, xzr
1:	yield
	ldr	x0, [x26, #8]
	cbz	x0, 1b
	gic_write x10, GICR_ISENABLER0, SGI_5	/* reset when CPU 1 was turned on */

round:
	gic_write x8, GICD_ISPENDR1, SPI_8
	taken	2, 40
	gic_check 3, x8, GICD_ISACTIVER1, SPI_8
	gic_check 4, x8, GICD_ISPENDR1, 0
	/* Again, while it is active, and taken back. */
	gic_write x8, GICD_ISPENDR1, SPI_8
	gic_check 5, x8, GICD_ISPENDR1, SPI_8
	gic_write x8, GICD_ICPENDR1, SPI_8
	gic_check 6, x8, GICD_ISPENDR1, 0
	gic_check 7, x8, GICD_ISACTIVER1, SPI_8
	let_end
	wait_clear x8, GICD_ISACTIVER1

	ldr	x0, =(5 << 24 | 2)
	msr	S3_0_C12_C11_5, x0		/* ICC_SGI1R_EL1 */
	isb
	taken	8, 5
	gic_check 9, x10, GICR_ISACTIVER0, SGI_5
	gic_check 10, x10, GICR_ISPENDR0, 0
	let_end
	wait_clear x10, GICR_ISACTIVER0

	/* Disabled, and that has arrived: nothing is taken. */
	gic_write x8, GICD_ICENABLER1, SPI_8
2:	yield
	ldr	w0, [x8]
	tbnz	w0, #31, 2b			/* RWP */
	gic_write x8, GICD_ISPENDR1, SPI_8
	mov	x7, #LOOKS
3:	yield
	subs	x7, x7, #1
	b.ne	3b
	ldr	x0, [x26]
	check	11, x0, xzr
	gic_check 12, x8, GICD_ISACTIVER1, 0
	gic_write x8, GICD_ICPENDR1, SPI_8
	gic_write x8, GICD_ISENABLER1, SPI_8
	round_ok
	b	round
	.ltorg

other:	mov	x26, x0
	mov	x0, #0xff
	msr	S3_0_C4_C6_0, x0		/* ICC_PMR_EL1 */
	mov	x0, #1
	msr	S3_0_C12_C12_7, x0		/* ICC_IGRPEN1_EL1 */
	isb
	str	x0, [x26, #8]
4:	mrs	x1, S3_0_C12_C12_0		/* ICC_IAR1_EL1 */
	cmp	x1, #SPURIOUS
	b.ne	5f
	wfi
	b	4b
5:	dsb	sy
	str	x1, [x26]
6:	yield
	ldr	x0, [x26]
	cbnz	x0, 6b
	gic_eoi	x1
	b	4b
	.ltorg

	.balign	8
block:	.zero	16
