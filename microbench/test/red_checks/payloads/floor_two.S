/* SPDX-License-Identifier: Apache-2.0 */
/* Null hypercalls; their floor is two instructions. Bench: floor/two. */
#include "lib/payload.h"

	payload
	measure "nop", floor="nop; nop"
	hvc	#GUEST_HVC_NOP
	measured
