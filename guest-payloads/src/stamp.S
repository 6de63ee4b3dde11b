/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stamps directly behind each entry and directly before each exit, and reports both for ever.
 * Bench: switch/world_entry (x0), switch/world_exit (x1). Registers: none live across the HVC.
 */
#include "lib/payload.h"

	payload
	hvc	#GUEST_HVC_READY		/* the first entry ran through lib/entry.S */
	stamp	x0
1:	stamp	x1
	hvc	#GUEST_HVC_SAMPLE
	stamp	x0
	b	1b
