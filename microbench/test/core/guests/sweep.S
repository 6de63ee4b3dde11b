/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tries the x25 system registers of a list, by pieces of code that the host has made. x0 at the start and
 * behind each call of the host: 0 reads all of them into the results, else they are written with it. The registers that
 * an exception changes come where no exception can be between them and the switch of guests: first when
 * they are read, last when they are written.
 */
#include "test/core/guests/guest.h"
#include "test/core/guests/sweep.h"

#define OF_EL1 elr_el1, spsr_el1, esr_el1, far_el1, vbar_el1, par_el1

/* FPEN, ZEN, SMEN: what EL1 can allow is allowed. */
#define CPACR_ALL (3 << 16 | 3 << 20 | 3 << 24)

GUEST_BEGIN(sweep)
	ldr	w1, =CPACR_ALL
	msr	cpacr_el1, x1
	isb
	cbnz	x0, write

read:	mov	x20, #SWEEP_RESULTS & 0xffff0000
	mov	x1, #SWEEP_OWN
	add	x1, x20, x1
	.irp	reg, OF_EL1
	mrs	x2, \reg
	str	x2, [x1], #8
	.endr
	mrs	x2, fpcr
	mrs	x3, fpsr
	stp	x2, x3, [x1], #16
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	str	q\n, [x1], #16
	.endr
	mov	x22, xzr
	mov	x23, #SWEEP_READ
	bl	sweep
	hvc	#GUEST_HVC_STEP
	cbz	x0, read

write:	mov	x20, #SWEEP_RESULTS & 0xffff0000
	mov	x22, x0
	mov	x23, #SWEEP_WRITE
	bl	sweep
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	dup	v\n\().2d, x22
	.endr
	msr	fpcr, x22
	msr	fpsr, x22
	.irp	reg, OF_EL1
	msr	\reg, x22
	.endr
	/* Nothing of it may be in what the host keeps for calls. */
	mov	x0, xzr
	hvc	#GUEST_HVC_STEP
	cbz	x0, read
	b	write

/* Calls every stub at offset x23 with x22 in x0. */
sweep:	mov	x24, x30
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	mov	x19, #SWEEP_STUBS & 0xffff0000
	add	x19, x19, x23
	mov	x26, #SWEEP_LIST & 0xffff0000
	mov	x21, x25
1:	ldrh	w1, [x26], #2
	add	x1, x19, x1, lsl #4
	mov	x0, x22
	mov	x9, xzr
	blr	x1
	stp	x0, x9, [x20], #SWEEP_RESULT_BYTES
	subs	x21, x21, #1
	b.ne	1b
	ret	x24
	.ltorg

	.balign	0x800
vectors:
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.balign	0x80
	mrs	x9, esr_el1
	mrs	x10, elr_el1
	add	x10, x10, #4
	msr	elr_el1, x10
	mov	x0, xzr
	eret
	.endr
GUEST_END(sweep)
