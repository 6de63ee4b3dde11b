/* SPDX-License-Identifier: Apache-2.0 */
/* A floor, then the empty frames. Bench: floor/early. */
#include "lib/payload.h"

	payload
	stamp	x0
	stamp	x1
	hvc	#GUEST_HVC_FLOOR
	measure
	hvc	#GUEST_HVC_NOP
	measured
