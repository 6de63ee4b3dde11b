/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a call that answers 0 and does nothing, for ever. Bench: hvc/inplace. Registers: x19 lives
 * across the HVC; x0 is function and answer. The function is loaded before the HVC, outside of what
 * is timed. */
#include "lib/payload.h"

	payload
	ldr	w23, =GUEST_SMCCC_NULL
	measure "mov w0, w23"
	hvc	#GUEST_HVC_SMCCC
	measured x0
	.ltorg
