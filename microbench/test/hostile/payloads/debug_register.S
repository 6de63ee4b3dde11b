/* SPDX-License-Identifier: Apache-2.0 */
/* Writes MDSCR_EL1, which no vCPU has of its own. Bench: hostile/debug_register. */
#include "lib/payload.h"

	payload
	mov	x0, #0x50
	msr	mdscr_el1, x0
	b	.
