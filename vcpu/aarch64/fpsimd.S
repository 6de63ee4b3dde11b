/* SPDX-License-Identifier: Apache-2.0 */
/* The FP/SIMD registers of a guest; the host itself is built without any. */
#include <asm_offsets.h>

	.section .text.fpsimd, "ax"

.macro fp_pairs op
	\op	q0, q1, [x0, #0 * 32]
	\op	q2, q3, [x0, #1 * 32]
	\op	q4, q5, [x0, #2 * 32]
	\op	q6, q7, [x0, #3 * 32]
	\op	q8, q9, [x0, #4 * 32]
	\op	q10, q11, [x0, #5 * 32]
	\op	q12, q13, [x0, #6 * 32]
	\op	q14, q15, [x0, #7 * 32]
	\op	q16, q17, [x0, #8 * 32]
	\op	q18, q19, [x0, #9 * 32]
	\op	q20, q21, [x0, #10 * 32]
	\op	q22, q23, [x0, #11 * 32]
	\op	q24, q25, [x0, #12 * 32]
	\op	q26, q27, [x0, #13 * 32]
	\op	q28, q29, [x0, #14 * 32]
	\op	q30, q31, [x0, #15 * 32]
.endm

	.global	fp_save
	.type	fp_save, %function
fp_save:
	fp_pairs stp
	mrs	x1, fpsr
	mrs	x2, fpcr
	add	x0, x0, #FP_FPSR
	stp	x1, x2, [x0]
	ret
	.size	fp_save, . - fp_save

	.global	fp_restore
	.type	fp_restore, %function
fp_restore:
	fp_pairs ldp
	add	x0, x0, #FP_FPSR
	ldp	x1, x2, [x0]
	msr	fpsr, x1
	msr	fpcr, x2
	ret
	.size	fp_restore, . - fp_restore
