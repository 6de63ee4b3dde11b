/* SPDX-License-Identifier: Apache-2.0 */
/* Has the monitor at EL3 invert x1 for ever. Bench: smc/forward. Registers: x19 and x23 (where
 * function and argument are) live across the SMC; x0 is function and result, x1 argument and
 * answer. */
#include "lib/payload.h"

	payload
	adr	x23, .Lcall
	measure "ldp x0, x1, [x23]"
	smc	#0
	measured x1

	.balign	16
.Lcall:	.quad	GUEST_SMCCC_ECHO, GUEST_ECHO_VALUE
