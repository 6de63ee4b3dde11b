/* SPDX-License-Identifier: Apache-2.0 */
/* Drops to EL0 in AArch32 state, which loads from where nothing is. On a CPU without AArch32 the
 * ERET is an illegal exception return and ends at EL1. Bench: hostile/el0_aarch32. */
#include "lib/payload.h"

	payload
	adr	x1, 1f
	msr	elr_el1, x1
	mov	x2, #0x1d0			/* AArch32, User mode, A and I and F masked */
	msr	spsr_el1, x2
	eret
	.balign	4
1:	.word	0xe3a01412			/* mov r1, #0x12000000 */
	.word	0xe5912000			/* ldr r2, [r1] */
	.word	0xeafffffe			/* b . */
