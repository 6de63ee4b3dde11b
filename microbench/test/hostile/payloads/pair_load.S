/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a pair from the bench device. Bench: hostile/pair_load. */
#include "lib/payload.h"

	payload
	ldr	x1, =BENCH_DEVICE_IPA
	ldp	x2, x3, [x1]
	b	.
	.ltorg
