/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the null hypercall that a vector answers, for ever. Bench: hvc/vector. Registers: x19 lives
 * across the HVC. */
#include "lib/payload.h"

	payload
	measure
	hvc	#GUEST_HVC_VECTOR
	measured
