/* SPDX-License-Identifier: Apache-2.0 */
/* Calls PSCI SYSTEM_OFF. Bench: hostile/off. */
#include "lib/payload.h"

	payload
	mov	w0, #0x84000000
	orr	w0, w0, #8
	hvc	#GUEST_HVC_SMCCC
	b	.
