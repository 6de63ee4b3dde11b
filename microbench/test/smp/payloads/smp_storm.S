/* SPDX-License-Identifier: Apache-2.0 */
/* CPU_ON of CPUs 1 to 3 in turn, as fast as it goes. Each of them counts its starts and turns itself
 * off. Bench: smp/storm. */
#include "smp.h"

#define CALLS      60
#define ALREADY_ON -4
#define ON_PENDING -5

	payload
1:	mov	x24, xzr			/* successes */
	mov	x25, #CALLS
	adr	x26, starts
	stp	xzr, xzr, [x26]
	stp	xzr, xzr, [x26, #16]
2:	mov	x27, #3
3:	add	x28, x26, x27, lsl #3
	psci_cpu_on x27, other, x28
	cbz	x0, 4f
	cmn	x0, #-ALREADY_ON
	b.eq	5f
	check	1, x0, #ON_PENDING
	b	5f
4:	add	x24, x24, #1
5:	subs	x27, x27, #1
	b.ne	3b
	yield
	subs	x25, x25, #1
	b.ne	2b
	psci_wait_off #1
	psci_wait_off #2
	psci_wait_off #3
	ldp	x4, x5, [x26]
	ldp	x6, x7, [x26, #16]
	add	x5, x5, x6
	add	x5, x5, x7
	check	2, x5, x24
	check	3, x4, xzr
	cmp	x24, #3
	b.hs	6f
	report_failure 4, x24
6:	round_ok
	b	1b

other:	ldr	x1, [x0]
	add	x1, x1, #1
	str	x1, [x0]
	psci_cpu_off
	b	.

	.balign	16
starts:	.zero	32
