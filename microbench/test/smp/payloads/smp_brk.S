/* SPDX-License-Identifier: Apache-2.0 */
/* CPU 1 takes the vectors of CPU 0 and executes a BRK, while CPU 0 spins. Bench: smp/brk. */
#include "smp.h"

	payload
	mrs	x4, vbar_el1
	psci_cpu_on #1, other, x4
1:	yield
	b	1b

other:	msr	vbar_el1, x0
	isb
	brk	#0x123
	b	.
