/* SPDX-License-Identifier: Apache-2.0 */
/* The FP/SIMD registers of a guest; the host itself is built without any. */
#include <asm_offsets.h>

	.section .text.fpsimd, "ax"

.macro fp_pairs op, base=x0
	\op	q0, q1, [\base, #FP_Q + 0 * 32]
	\op	q2, q3, [\base, #FP_Q + 1 * 32]
	\op	q4, q5, [\base, #FP_Q + 2 * 32]
	\op	q6, q7, [\base, #FP_Q + 3 * 32]
	\op	q8, q9, [\base, #FP_Q + 4 * 32]
	\op	q10, q11, [\base, #FP_Q + 5 * 32]
	\op	q12, q13, [\base, #FP_Q + 6 * 32]
	\op	q14, q15, [\base, #FP_Q + 7 * 32]
	\op	q16, q17, [\base, #FP_Q + 8 * 32]
	\op	q18, q19, [\base, #FP_Q + 9 * 32]
	\op	q20, q21, [\base, #FP_Q + 10 * 32]
	\op	q22, q23, [\base, #FP_Q + 11 * 32]
	\op	q24, q25, [\base, #FP_Q + 12 * 32]
	\op	q26, q27, [\base, #FP_Q + 13 * 32]
	\op	q28, q29, [\base, #FP_Q + 14 * 32]
	\op	q30, q31, [\base, #FP_Q + 15 * 32]
.endm

	.global	fp_save
	.type	fp_save, %function
fp_save:
	fp_pairs stp
	mrs	x1, fpsr
	mrs	x2, fpcr
	stp	x1, x2, [x0]
	ret
	.size	fp_save, . - fp_save

	.global	fp_restore
	.type	fp_restore, %function
fp_restore:
	fp_pairs ldp
	ldp	x1, x2, [x0]
	msr	fpsr, x1
	msr	fpcr, x2
	ret
	.size	fp_restore, . - fp_restore

	.global	fp_switch
	.type	fp_switch, %function
fp_switch:
	fp_pairs stp
	mrs	x2, fpsr
	mrs	x3, fpcr
	stp	x2, x3, [x0]
	fp_pairs ldp, x1
	ldp	x2, x3, [x1]
	msr	fpsr, x2
	msr	fpcr, x3
	mov	w0, wzr
	ret
	.size	fp_switch, . - fp_switch
