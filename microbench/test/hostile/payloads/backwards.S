/* SPDX-License-Identifier: Apache-2.0 */
/* Reports the later stamp first. Bench: hostile/backwards. */
#include "lib/payload.h"

	payload
	measure
1:	stamp	x0
	mov	x1, x19
	hvc	#GUEST_HVC_SAMPLE
	b	1b
