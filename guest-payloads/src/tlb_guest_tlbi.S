/* SPDX-License-Identifier: Apache-2.0 */
/* Invalidates its own translations on all CPUs for ever. Bench: tlb/guest_tlbi. Registers: x19
 * lives across it. */
#include "lib/payload.h"

	payload
	measure
	tlbi	vmalle1is
	dsb	ish
	measured
