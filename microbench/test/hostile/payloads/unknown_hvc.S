/* SPDX-License-Identifier: Apache-2.0 */
/* Reports with a number that does not exist. Bench: hostile/unknown_hvc. */
#include "lib/payload.h"

	payload
	hvc	#0xffff
	b	.
