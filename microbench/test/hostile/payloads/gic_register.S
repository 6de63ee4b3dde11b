/* SPDX-License-Identifier: Apache-2.0 */
/* Writes ICC_PMR_EL1, which this guest does not have. Bench: hostile/gic_register. */
#include "lib/payload.h"

	payload
	mov	x0, #0x50
	msr	S3_0_C4_C6_0, x0
	b	.
