/* SPDX-License-Identifier: Apache-2.0 */
/* For test_host_side.c: what C has no way to say of registers. */
	.section .text.host_registers, "ax"

/*
 * void host_wait(uint64_t seen[32], uint64_t nzcv, const uint64_t *flag): with 0x5500 + n in every xn and
 * @nzcv, waits with IRQs unmasked until *@flag is not 0; stores what is then in x0 to x28, NZCV and SP into
 * @seen, and the SP before into seen[31]. x30 is @flag, x29 looks at it.
 */
	.global	host_wait
	.type	host_wait, %function
host_wait:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	mov	x3, sp
	str	x3, [x0, #31 * 8]
	mov	x30, x2
	msr	nzcv, x1
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28
	mov	x\n, #0x5500 + \n
	.endr
	msr	daifclr, #2
1:	ldr	x29, [x30]
	cbz	x29, 1b
	msr	daifset, #2
	ldr	x29, [sp, #96]
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28
	str	x\n, [x29, #\n * 8]
	.endr
	mrs	x0, nzcv
	mov	x1, sp
	stp	x0, x1, [x29, #29 * 8]
	ldp	x27, x28, [sp, #80]
	ldp	x25, x26, [sp, #64]
	ldp	x23, x24, [sp, #48]
	ldp	x21, x22, [sp, #32]
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #112
	ret
	.size	host_wait, . - host_wait

/* void host_spoil(void): changes all that a handler may change, its way back too, as one that lets others
 * in does. */
	.global	host_spoil
	.type	host_spoil, %function
host_spoil:
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
	mvn	x\n, xzr
	.endr
	mrs	x0, nzcv
	mvn	x0, x0
	msr	nzcv, x0
	msr	elr_el2, xzr
	msr	spsr_el2, xzr
	ret
	.size	host_spoil, . - host_spoil
