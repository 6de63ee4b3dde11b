/* SPDX-License-Identifier: Apache-2.0 */
/* Reads d0 for ever, which it has written once. Bench: fp/first_use. Registers: x19 and d0 live
 * across the exit; x0 takes the answer. */
#include "lib/payload.h"

#define CPACR_FPEN	(3 << 20)

	payload
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
	isb
	ldr	x23, =GUEST_FP_VALUE
	fmov	d0, x23
	ready				/* an exit already, and none of an empty frame */
	measure_singly "ready", "fmov x0, d0"
	fmov	x0, d0
	measured x0
	.ltorg
