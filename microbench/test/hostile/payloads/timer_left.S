/* SPDX-License-Identifier: Apache-2.0 */
/* Has the host arm its timer and falls before it fires. Bench: hostile/timer_left. */
#include "lib/payload.h"

	payload
	hvc	#GUEST_HVC_READY
	mov	x1, xzr
	ldr	x0, [x1]
	b	.
