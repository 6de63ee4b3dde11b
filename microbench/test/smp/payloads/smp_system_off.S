/* SPDX-License-Identifier: Apache-2.0 */
/* CPU 1 calls SYSTEM_OFF, while CPU 0 spins. Bench: smp/system_off. */
#include "smp.h"

	payload
	psci_cpu_on #1, other
	/* For ever: only the host's kick ends it. */
1:	yield
	b	1b

other:	psci_function 0x84000008
	hvc	#GUEST_HVC_SMCCC
	b	.
