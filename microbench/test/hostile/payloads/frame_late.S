/* SPDX-License-Identifier: Apache-2.0 */
/* Reports an empty frame when samples have begun. Bench: hostile/frame_late. */
#include "lib/payload.h"

	payload
	measure
	hvc	#GUEST_HVC_NOP
	stamp	x20
	mov	x0, x19
	mov	x1, x20
	hvc	#GUEST_HVC_SAMPLE
	stamp	x0
	stamp	x1
	hvc	#GUEST_HVC_FRAME
	b	.
