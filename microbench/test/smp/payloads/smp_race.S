/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUs 1 and 2 turn on CPU 3 at once, each with its own number for its argument. One succeeds, and
 * CPU 3 gets that one's argument. Bench: smp/race.
 *
 *	block:	+0 go	+8 answer to CPU 1	+16 answer to CPU 2	+24 argument of CPU 3
 */
#include "smp.h"

#define UNANSWERED 1

	payload
	adr	x26, block
1:	mov	x4, #UNANSWERED
	stp	xzr, x4, [x26]
	stp	x4, xzr, [x26, #16]
	psci_cpu_on #1, caller, x26
	check	1, x0, xzr
	psci_cpu_on #2, caller, x26
	check	2, x0, xzr
	mov	x4, #1
	str	x4, [x26]
2:	yield
	ldr	x4, [x26, #8]
	cmp	x4, #UNANSWERED
	b.eq	2b
	ldr	x5, [x26, #16]
	cmp	x5, #UNANSWERED
	b.eq	2b
	/* The loser's is ALREADY_ON or ON_PENDING; CPU 3 stays on until the end of the round. */
3:	yield
	ldr	x6, [x26, #24]
	cbz	x6, 3b
	mov	x7, #1				/* who won, as CPU 3 says */
	cmp	x6, x7
	csel	x8, x4, x5, eq
	csel	x9, x5, x4, eq
	check	3, x8, xzr
	cmn	x9, #4
	b.eq	4f
	check	4, x9, #-5
4:	sub	x6, x6, #1
	cmp	x6, #1
	b.ls	5f
	report_failure 5, x6
5:	str	xzr, [x26]
	psci_wait_off #1
	psci_wait_off #2
	psci_wait_off #3
	round_ok
	b	1b

caller:	mov	x26, x0
	number	x27
6:	yield
	ldr	x4, [x26]
	cbz	x4, 6b
	psci_cpu_on #3, third, x27
	str	x0, [x26, x27, lsl #3]
	b	7f

third:	adr	x26, block
	str	x0, [x26, #24]
7:	yield
	ldr	x4, [x26]
	cbnz	x4, 7b
	psci_cpu_off
	b	.

	.balign	16
block:	.zero	32
