/* SPDX-License-Identifier: Apache-2.0 */
/* Calls an SMCCC function that nobody has, for ever. Bench: smc/return. Registers: x19 lives across
 * the SMC; x0 is function and answer. The function is loaded before the stamp, so that only the SMC
 * is timed. */
#include "lib/payload.h"

	payload
	ldr	w23, =GUEST_SMCCC_NOBODYS
	measure "mov w0, w23"
	smc	#0
	measured x0
	.ltorg
