/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The GICv2, whose CPU interface is memory too. Numbers are IHI 0048's. x8: distributor, x9: CPU
 * interface; x0 and x7 are their own.
 *
 *	gic_map			loads both
 *	gic_interface_on	this CPU's interface lets everything in, and ends with one write
 *	gic_ack reg		GICC_IAR, a sender in bits 12:10; for a while it looks again when there
 *				is none
 *	gic_eoi reg		what GICC_IAR said: priority drop and deactivation
 *	gic_none number		checks that there is none
 *	gic_vectors		once, behind the code: an IRQ goes on at the label irq_taken
 *	gic_vectors_on		those vectors; nothing is unmasked yet
 */
#ifndef PAYLOADS_GICV2_H
#define PAYLOADS_GICV2_H

#include "gicd.h"
#include "lib/vectors.h"

#define GICD_TYPER      0x004
#define GICD_ISENABLER0 0x100
#define GICD_ICENABLER0 0x180
#define GICD_ISPENDR0   0x200
#define GICD_ISACTIVER0 0x300
#define GICD_ITARGETSR0 0x800
#define GICD_ICFGR3     0xc0c
#define GICD_SGIR       0xf00
#define GICD_CPENDSGIR0 0xf10
#define GICD_SPENDSGIR0 0xf20
#define GICC_CTLR       0x000
#define GICC_PMR        0x004
#define GICC_IAR        0x00c
#define GICC_EOIR       0x010
#define GICC_RPR        0x014
#define GICC_DIR        0x1000

#define GICC_CTLR_ENABLE  1
#define GICC_CTLR_EOIMODE (1 << 9)

/* Of GICD_SGIR. */
#define SGI_TO(cpus)  ((cpus) << 16)
#define SGI_TO_OTHERS (1 << 24)
#define SGI_TO_SELF   (2 << 24)

/* In GICC_IAR. */
#define SGI_FROM(cpu) ((cpu) << 10)
#define INTID_MASK    0x3ff

/* clang-format off */
.macro gic_map
	ldr	x8, =GUEST_GICD_IPA
	ldr	x9, =GUEST_GICC_IPA
.endm

.macro gic_interface_on
	gic_write x9, GICC_PMR, 0xff
	gic_write x9, GICC_CTLR, GICC_CTLR_ENABLE
.endm

.macro gic_ack reg
	mov	x7, #LOOKS
.Lack\@:
	ldr	w0, [x9, #GICC_IAR]
	cmp	x0, #SPURIOUS
	b.ne	.Lacked\@
	yield
	subs	x7, x7, #1
	b.ne	.Lack\@
.Lacked\@:
	mov	\reg, x0
	dsb	sy
.endm

.macro gic_eoi reg
	mov	x0, \reg
	str	w0, [x9, #GICC_EOIR]
	dsb	sy
.endm

.macro gic_none number
	ldr	w0, [x9, #GICC_IAR]
	check	\number, x0, #SPURIOUS
.endm

.macro gic_vectors
	.balign	0x800
.Lgic_vectors:
	.irp	slot, 0, 1, 2, 3, 4
	unexpected \slot
	.endr
	.balign	0x80			/* IRQ from EL1 with SP_EL1 */
	b	irq_taken
	.irp	slot, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	unexpected \slot
	.endr
.endm

.macro gic_vectors_on
	adr	x0, .Lgic_vectors
	msr	vbar_el1, x0
	isb
.endm
/* clang-format on */

#endif
