/* SPDX-License-Identifier: Apache-2.0 */
/* Writes PMUSERENR_EL0, which no vCPU has of its own. Bench: hostile/pmu_register. */
#include "lib/payload.h"

	payload
	mov	x0, #0x50
	msr	pmuserenr_el0, x0
	b	.
