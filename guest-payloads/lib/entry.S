/* SPDX-License-Identifier: Apache-2.0 */
/* Where every payload begins, and what catches it when it falls. x0 goes to x21: payload.h. */
#include "lib/vectors.h"

	.section .text.entry, "ax"
	.global	_start
_start:
	mov	x21, x0
	adr	x1, vectors
	msr	vbar_el1, x1
	ldr	x1, =GUEST_RAM_IPA + GUEST_RAM_SIZE
	mov	sp, x1
	isb
	b	payload_main
	.ltorg

	.balign	0x800
vectors:
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	unexpected \slot
	.endr
