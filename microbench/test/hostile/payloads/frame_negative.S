/* SPDX-License-Identifier: Apache-2.0 */
/* Reports an empty frame that ends before it begins. Bench: hostile/frame_negative. */
#include "lib/payload.h"

	payload
	mov	x0, #100
	mov	x1, xzr
	hvc	#GUEST_HVC_FRAME
	b	.
