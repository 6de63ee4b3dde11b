/* SPDX-License-Identifier: Apache-2.0 */
/* An SMC on behalf of a guest. Source: DEN 0028, "SMC64/HVC64 argument passing": x0 to x17 go there
 * and come back, the rest is preserved. */
	.section .text.smc, "ax"

/* void smc_call(uint64_t x[18]) */
	.global	smc_call
	.type	smc_call, %function
smc_call:
	stp	x19, x30, [sp, #-16]!
	mov	x19, x0
	ldp	x0, x1, [x19, #0 * 16]
	ldp	x2, x3, [x19, #1 * 16]
	ldp	x4, x5, [x19, #2 * 16]
	ldp	x6, x7, [x19, #3 * 16]
	ldp	x8, x9, [x19, #4 * 16]
	ldp	x10, x11, [x19, #5 * 16]
	ldp	x12, x13, [x19, #6 * 16]
	ldp	x14, x15, [x19, #7 * 16]
	ldp	x16, x17, [x19, #8 * 16]
	smc	#0
	stp	x0, x1, [x19, #0 * 16]
	stp	x2, x3, [x19, #1 * 16]
	stp	x4, x5, [x19, #2 * 16]
	stp	x6, x7, [x19, #3 * 16]
	stp	x8, x9, [x19, #4 * 16]
	stp	x10, x11, [x19, #5 * 16]
	stp	x12, x13, [x19, #6 * 16]
	stp	x14, x15, [x19, #7 * 16]
	stp	x16, x17, [x19, #8 * 16]
	ldp	x19, x30, [sp], #16
	ret
	.size	smc_call, . - smc_call
