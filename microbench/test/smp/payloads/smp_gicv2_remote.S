/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUs 1 and 2 of a GICv2 sleep until they get an interrupt, and end it when they are told to. CPU 1 takes
 * it as an exception; CPU 2 masks it, and acknowledges by hand. CPU 0 sends SGIs and SPIs, and looks at
 * their state meanwhile. Each step is a round. Bench: smp/gicv2_remote.
 *
 *	slot of CPU n, block + 16 * n:	+0 what it has taken, 0: none	+8 its GICD_ITARGETSR0
 *	x25, x26 the slots of CPU 1 and CPU 2; x26 is either's own there
 */
#include "gicv2.h"

#define SGI_5	   5
#define SGI_TIMER  6			/* sets the timer of who takes it */
#define SGI_REPLY  7			/* who takes it sends SGI 8 to CPU 0 */
#define SGI_8	   8
#define SGI_9	   9
#define SGIS	   0x3e0
#define TIMER	   27
#define SPI	   50
#define SPI_BIT	   (1 << (SPI - 32))
#define SENDERS_8  0x8			/* of SGI 8, from GICD_SPENDSGIR0 and GICD_CPENDSGIR0 on */
#define SENDERS_9  0x9
#define CPU_1	   2			/* as targets, and as senders */
#define CPU_2	   4
#define TICKS	   2000

/* What the CPU of \slot has taken, once it has. */
.macro taken number, slot, n
.Ltaken\@:
	yield
	ldr	x0, [\slot]
	cbz	x0, .Ltaken\@
	check	\number, x0, #\n
.endm

.macro let_end slot
	str	xzr, [\slot]
.endm

.macro start number, slot, entry, targets
	psci_cpu_on #\number, \entry, \slot
	check	1, x0, xzr
.Lstart\@:
	yield
	ldr	x0, [\slot, #8]
	cbz	x0, .Lstart\@
	ldr	x1, =\targets
	check	2, x0, x1
.endm

.macro target cpus
	mov	w0, #\cpus
	strb	w0, [x8, #(GICD_ITARGETSR0 + SPI)]
.endm

/* The CPU of \slot takes nothing for a while. */
.macro idle number, slot
	mov	x7, #LOOKS
.Lidle\@:
	yield
	subs	x7, x7, #1
	b.ne	.Lidle\@
	ldr	x0, [\slot]
	check	\number, x0, xzr
.endm

.macro all_idle number
	idle	\number, x25
	idle	\number, x26
.endm

/* SGI 9 as if CPUs 1 and 2 had sent it; what is left without \forgotten is from CPU \from. */
.macro forget number, forgotten, left, from
	mov	w0, #(CPU_1 | CPU_2)
	strb	w0, [x8, #(GICD_SPENDSGIR0 + SENDERS_9)]
	gic_check \number, x8, GICD_ISPENDR0, 1 << SGI_9
	mov	w0, #\forgotten
	strb	w0, [x8, #(GICD_CPENDSGIR0 + SENDERS_9)]
	gic_check (\number+1), x8, (GICD_SPENDSGIR0 + SENDERS_8), \left << 8
	gic_expect (\number+2), #(SGI_9 | SGI_FROM(\from))
	gic_eoi	x0
	gic_none (\number+3)
.endm

/* Until whoever has the SPI has ended it. */
.macro wait_ended
.Lended\@:
	yield
	ldr	w0, [x8, #GICD_ISACTIVER1]
	cbnz	w0, .Lended\@
.endm

/* The CPU's own, at its start. */
.macro tell_targets
	ldr	w1, [x8, #GICD_ITARGETSR0]
	str	x1, [x26, #8]
.endm

	payload
	gic_map
	gic_write x8, 0, 1			/* GICD_CTLR */
	gic_interface_on
	gic_check 3, x8, GICD_TYPER, 0x42	/* 3 CPUs, 96 interrupts */
	gic_check 4, x8, GICD_ITARGETSR0, 0x01010101
	gic_write x8, GICD_ISENABLER0, SGIS
	gic_write x8, GICD_ICFGR3, 0xaaaaaaaa
	gic_write x8, GICD_ISENABLER1, SPI_BIT
	adr	x25, block + 16
	adr	x26, block + 32
	start	1, x25, cpu_1, 0x02020202
	start	2, x26, cpu_2, 0x04040404

steps:
	/* To one; again while it is active there. */
	gic_write x8, GICD_SGIR, (SGI_TO(CPU_1) | SGI_5)
	taken	5, x25, SGI_5
	gic_write x8, GICD_SGIR, (SGI_TO(CPU_1) | SGI_5)
	let_end	x25
	taken	6, x25, SGI_5
	let_end	x25
	gic_write x8, GICD_SGIR, (SGI_TO(CPU_2) | SGI_5)
	taken	7, x26, SGI_5
	let_end	x26
	all_idle 8
	round_ok

	/* To the others, who reply. */
	gic_write x8, GICD_SGIR, (SGI_TO_OTHERS | SGI_REPLY)
	taken	9, x25, SGI_REPLY
	taken	10, x26, SGI_REPLY
	gic_none 11
	let_end	x25
	let_end	x26
1:	yield
	ldrb	w0, [x8, #(GICD_SPENDSGIR0 + SENDERS_8)]
	cmp	w0, #(CPU_1 | CPU_2)
	b.ne	1b

	/* The same one of three senders is taken three times, in whatever order. */
	gic_write x8, GICD_SGIR, (SGI_TO_SELF | SGI_8)
	ldrb	w0, [x8, #(GICD_SPENDSGIR0 + SENDERS_8)]
	check	12, x0, #7
	mov	x10, xzr
	mov	x11, #3
2:	gic_ack	x12
	and	x0, x12, #INTID_MASK
	check	13, x0, #SGI_8
	mov	x1, #1
	lsr	x0, x12, #10
	lsl	x1, x1, x0
	orr	x10, x10, x1
	gic_none 14
	gic_eoi	x12
	subs	x11, x11, #1
	b.ne	2b
	check	15, x10, #7
	gic_none 16
	gic_check 17, x8, (GICD_SPENDSGIR0 + SENDERS_8), 0
	round_ok

	/* As if two had sent it, of whom one is forgotten: the one that would be first, and the other. */
	forget	18, CPU_1, CPU_2, 2
	forget	40, CPU_2, CPU_1, 1
	round_ok

	/* Each has a timer of its own. */
	gic_write x8, GICD_SGIR, (SGI_TO(CPU_1 | CPU_2) | SGI_TIMER)
	taken	22, x25, SGI_TIMER
	taken	23, x26, SGI_TIMER
	let_end	x25
	let_end	x26
	taken	24, x25, TIMER
	taken	25, x26, TIMER
	let_end	x25
	let_end	x26
	all_idle 26
	gic_check 27, x8, GICD_ISPENDR0, 0
	round_ok

	/* An SPI of CPU 1, which comes again while it is active, and is CPU 2's then. */
	target	CPU_1
	gic_write x8, GICD_ISPENDR1, SPI_BIT
	taken	28, x25, SPI
	gic_check 29, x8, GICD_ISACTIVER1, SPI_BIT
	gic_check 30, x8, GICD_ISPENDR1, 0
	gic_write x8, GICD_ISPENDR1, SPI_BIT
	gic_check 31, x8, GICD_ISPENDR1, SPI_BIT
	target	CPU_2
	idle	32, x26
	let_end	x25
	taken	33, x26, SPI
	gic_check 34, x8, GICD_ISPENDR1, 0
	let_end	x26
	all_idle 35
	wait_ended
	round_ok

	/* Nobody's; and pending for two, of whom one takes it. */
	target	0
	gic_write x8, GICD_ISPENDR1, SPI_BIT
	all_idle 36
	target	(CPU_1 | CPU_2)
	taken	37, x25, SPI
	idle	38, x26
	let_end	x25
	all_idle 39
	round_ok
	b	steps
	.ltorg

cpu_1:	bl	interface_on
	gic_vectors_on
	tell_targets
	msr	daifclr, #2
3:	wfi
	b	3b

irq_taken:
	ldr	w1, [x9, #GICC_IAR]
	bl	serve
	eret

cpu_2:	bl	interface_on
	tell_targets
4:	wfi
	ldr	w1, [x9, #GICC_IAR]
	cmp	x1, #SPURIOUS
	b.eq	4b
	bl	serve
	b	4b

/* x1: GICC_IAR */
serve:	dsb	sy
	str	x1, [x26]
5:	yield
	ldr	x0, [x26]
	cbnz	x0, 5b
	cmp	x1, #TIMER
	b.ne	6f
	msr	cntv_ctl_el0, xzr
	isb
6:	gic_eoi	x1
	cmp	x1, #SGI_REPLY
	b.ne	7f
	gic_write x8, GICD_SGIR, (SGI_TO(1) | SGI_8)
7:	cmp	x1, #SGI_TIMER
	b.ne	8f
	mov	x0, #TICKS
	msr	cntv_tval_el0, x0
	mov	x0, #1
	msr	cntv_ctl_el0, x0
	isb
8:	ret

/* x0: the CPU's slot */
interface_on:
	mov	x26, x0
	gic_map
	gic_interface_on
	gic_write x8, GICD_ISENABLER0, (SGIS | 1 << TIMER)
	ret
	.ltorg

	gic_vectors

	.balign	8
block:	.zero	48
