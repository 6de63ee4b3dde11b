/* SPDX-License-Identifier: Apache-2.0 */
/* Reports samples and no empty frame. Bench: hostile/no_frames. */
#include "lib/payload.h"

	payload
1:	stamp	x0
	stamp	x1
	hvc	#GUEST_HVC_SAMPLE
	b	1b
