/* SPDX-License-Identifier: Apache-2.0 */
/* Null hypercalls, one at a time; their floor is three instructions. Bench: floor/single. */
#include "lib/payload.h"

	payload
	measure_singly "nop", floor="nop; nop; nop"
	hvc	#GUEST_HVC_NOP
	measured
