/* SPDX-License-Identifier: Apache-2.0 */
/* Stores to the window page for ever, as memset and memcpy do, in pairs: no syndrome describes such
 * a store, so the host sees a page fault and no device access. Bench: fault/map,
 * fault/write_protect. Registers: x0 (the value, from the host), x19, x23 (the address) live across
 * the store. */
#include "lib/payload.h"

	payload
	ldr	x23, =BENCH_WINDOW_IPA
	ldr	x25, =GUEST_RAM_IPA + GUEST_RAM_SIZE - 16	/* its own memory, for the floor */
	measure_singly "ready", "stp x0, xzr, [x25]"
	stp	x0, xzr, [x23]
	measured x0
	.ltorg
