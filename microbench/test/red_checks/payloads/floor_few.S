/* SPDX-License-Identifier: Apache-2.0 */
/* One floor. Bench: floor/few. */
#include "lib/payload.h"

	payload
	frames
	stamp	x0
	nop
	stamp	x1
	hvc	#GUEST_HVC_FLOOR
1:	stamp	x0
	hvc	#GUEST_HVC_NOP
	stamp	x1
	hvc	#GUEST_HVC_SAMPLE
	b	1b
