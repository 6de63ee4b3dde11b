/* SPDX-License-Identifier: Apache-2.0 */
/* Two null hypercalls between the stamps. Bench: hostile/two_exits. */
#include "lib/payload.h"

	payload
	measure
	hvc	#GUEST_HVC_NOP
	hvc	#GUEST_HVC_NOP
	measured
