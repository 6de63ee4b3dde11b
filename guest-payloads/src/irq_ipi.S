/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sends another vCPU, which spins, a software-generated interrupt, for ever. Bench: irq/ipi.
 * Registers: x19 (the first stamp), x23 (where the other one tells what it took), x24 (how many
 * that will have been) and x25 (what is written) live across the write. Of the other one: x23, x24;
 * x20 is its vector's stamp.
 *
 * MMU off, both see each other's stores in memory; the barriers keep them in order.
 */
#include "lib/irq.h"
#include "lib/psci.h"

#define INTID	1

#define TAKEN_COUNT	0
#define TAKEN_STAMP	8	/* and the INTID behind it */

/* YIELD: where an emulator runs one CPU at a time, it is the other's turn. */
.macro wait_taken
.Lwait\@:
	yield
	ldr	x1, [x23, #TAKEN_COUNT]
	cmp	x1, x24
	b.ne	.Lwait\@
	dmb	sy
.endm

	payload
	adr	x23, taken
	mov	x24, #1			/* ready to take the first */
	psci_cpu_on #1, other, x23
	cbz	x0, 1f
	brk	#0
1:	wait_taken
	mov	x25, #INTID << 24
	add	x25, x25, #1 << 1	/* the target list: Aff0 1, the other one */
	ready
	frames
2:	ready
	add	x24, x24, #1
	stamp	x19
	msr	ICC_SGI1R_EL1, x25
	wait_taken
	mov	x0, x19
	ldp	x1, x2, [x23, #TAKEN_STAMP]
	adr	x3, spinning
	adr	x4, taken
	hvc	#GUEST_HVC_SAMPLE	/* x3 to x4: where the other one must have been */
	b	2b

other:	mov	x23, x0
	mov	x24, xzr
	irq_on
	irq_enable INTID, 1
	b	3f

irq_taken:
	irq_ack	x2
	irq_eoi	x2
	stp	x20, x2, [x23, #TAKEN_STAMP]
	dmb	sy
3:	add	x24, x24, #1
	msr	daifclr, #2
	/* From here on the next one may come. */
	str	x24, [x23, #TAKEN_COUNT]
spinning:
	yield
	b	spinning

	.balign	16
taken:	.quad	0, 0, 0
	irq_vectors
	.ltorg
