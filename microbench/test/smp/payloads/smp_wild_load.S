/* SPDX-License-Identifier: Apache-2.0 */
/* CPU 1 loads from an address that has nothing, while CPU 0 spins. Bench: smp/wild_load. */
#include "smp.h"

	payload
	psci_cpu_on #1, other
	/* For ever: only the host's kick ends it. */
1:	yield
	b	1b

other:	mov	x1, #0x12340000
	ldr	w0, [x1]
	b	.
