/* SPDX-License-Identifier: Apache-2.0 */
/* Reports its own first count and that of CPU 1. Bench: smp/time. */
#include "smp.h"

	payload
	stamp	x24
	adr	x26, entered
	psci_cpu_on #1, other, x26
1:	yield
	ldr	x25, [x26]
	cbz	x25, 1b
2:	mov	x0, x24
	mov	x1, x25
	round_ok
	b	2b

other:	stamp	x1
	str	x1, [x0]
	psci_cpu_off
	b	.

	.balign	8
entered:
	.quad	0
