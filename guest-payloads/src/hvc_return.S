/* SPDX-License-Identifier: Apache-2.0 */
/* Issues null hypercalls for ever. Bench: hvc/return. Registers: x19 lives across the HVC. */
#include "lib/payload.h"

	payload
	measure
	hvc	#GUEST_HVC_NOP
	measured
