/* SPDX-License-Identifier: Apache-2.0 */
/* Reports an empty frame with an exit in it. Bench: hostile/frame_full. */
#include "lib/payload.h"

	payload
	stamp	x0
	hvc	#GUEST_HVC_NOP
	stamp	x1
	hvc	#GUEST_HVC_FRAME
	b	.
