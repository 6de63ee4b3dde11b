/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest of the self-checks: empty frames; then an interval of GUEST_CHECK_CALLS null
 * hypercalls; then it spins for ever, and says so now and then. No benchmark. Registers: x19 and
 * x22 live across the HVC.
 */
#include "lib/payload.h"

	payload
	frames
	mov	x22, #GUEST_CHECK_CALLS
	stamp	x19
1:	hvc	#GUEST_HVC_NOP
	subs	x22, x22, #1
	b.ne	1b
	stamp	x20
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
2:	mov	x22, #4096
3:	subs	x22, x22, #1
	b.ne	3b
	hvc	#GUEST_HVC_READY
	b	2b
