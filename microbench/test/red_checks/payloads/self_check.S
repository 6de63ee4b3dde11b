/* SPDX-License-Identifier: Apache-2.0 */
/* In place of the guest of the self-checks: every second empty frame is longer, and one exits. */
#include "lib/payload.h"

	payload
	mov	x22, #GUEST_FRAMES
1:	stamp	x19
	tbz	x22, #0, 2f
	nop
2:	cmp	x22, #3
	b.ne	3f
	hvc	#GUEST_HVC_NOP
3:	stamp	x20
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_FRAME
	subs	x22, x22, #1
	b.ne	1b
	mov	x0, xzr
	mov	x1, xzr
	hvc	#GUEST_HVC_SAMPLE
4:	hvc	#GUEST_HVC_READY
	b	4b
