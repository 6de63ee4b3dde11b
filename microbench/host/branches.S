/* SPDX-License-Identifier: Apache-2.0 */
/*
 * void displace_branches(void): more branches than a predictor keeps, of each kind: conditional
 * ones that are taken in one round and not in the next, calls with their returns, and indirect
 * ones.
 */
	.section .text.branches, "ax"
	.global	displace_branches
	.type	displace_branches, %function
displace_branches:
	stp	x29, x30, [sp, #-16]!
	mov	w0, #8			/* rounds */
1:	.rept	4096
	tbz	w0, #0, . + 8
	nop
	.endr
	.rept	256
	bl	.Lreturn
	.endr
	.rept	512
	adr	x1, . + 12
	br	x1
	nop
	.endr
	subs	w0, w0, #1
	b.ne	1b
	ldp	x29, x30, [sp], #16
.Lreturn:
	ret
	.size	displace_branches, . - displace_branches
