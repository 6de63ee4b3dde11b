/* SPDX-License-Identifier: Apache-2.0 */
/* Loads, stores and calls where the host tells it to. It keeps nothing: x0 to x2 are answers. */
#include "test/core/guests/guest.h"

GUEST_BEGIN(access)
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	b	ask

load:	ldr	x2, [x1]
ask:	hvc	#GUEST_HVC_STEP
	cmp	x0, #ACCESS_STORE
	b.lo	load
	b.eq	store
	cmp	x0, #ACCESS_LOAD_ON
	b.eq	load_on
	b.hi	store_on
	cmp	x0, #ACCESS_LOAD_PAIR
	b.eq	load_pair
	/* What was stored there may still be elsewhere in this CPU. */
	ic	iallu
	dsb	nsh
	isb
	blr	x1
	b	ask
store:	str	x2, [x1]
	b	ask
load_pair:
	ldp	x2, x3, [x1]
	b	ask

.macro again access
	ldr	x3, =GUEST_ALIVE
	mov	x4, #1 << ACCESS_TIMES_LOG2	/* ACCESS_TIMES_REG */
2:	\access
	str	x4, [x3]
	subs	x4, x4, #1
	b.ne	2b
	b	ask
.endm

load_on:
	again	"ldr x2, [x1]"
store_on:
	again	"str x2, [x1]"
	.ltorg

.macro unexpected slot
	.balign	0x80
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	mov	x3, #\slot * 0x80
	hvc	#GUEST_HVC_FAULT
	b	.
.endm

	.balign	0x800
vectors:
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	unexpected \slot
	.endr
GUEST_END(access)
