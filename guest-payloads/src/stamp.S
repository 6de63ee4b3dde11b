/* SPDX-License-Identifier: Apache-2.0 */
/* Stamps and reports for ever: its first instructions after an entry are the stamp, and nothing lies
 * between the stamp and the HVC. Bench: switch/world_entry, switch/world_exit. Registers: none. */
#include "lib/payload.h"

	payload
1:	stamp	x0
	hvc	#GUEST_HVC_SAMPLE
	b	1b
