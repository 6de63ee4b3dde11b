/* SPDX-License-Identifier: Apache-2.0 */
/* Reports a second stamp that is still to come. Bench: hostile/future. */
#include "lib/payload.h"

	payload
	measure
	hvc	#GUEST_HVC_NOP
	stamp	x20
	mov	x0, x19
	add	x1, x20, #0x100, lsl #12
	hvc	#GUEST_HVC_SAMPLE
	b	.Lmeasure
