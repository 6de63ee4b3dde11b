/* SPDX-License-Identifier: Apache-2.0 */
/* Turns CPU 1 on, which spins for ever, and then itself off. Bench: smp/last_off. */
#include "smp.h"

	payload
	adr	x26, is_up
	psci_cpu_on #1, other, x26
1:	yield
	ldr	x4, [x26]
	cbz	x4, 1b
	psci_cpu_off
	b	.

other:	str	x0, [x0]
	b	.

	.balign	8
is_up:	.quad	0
