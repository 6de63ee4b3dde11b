/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for interrupts for ever. Bench: wfx/wfi_wake. Registers: x19 lives across the WFI. */
#include "lib/payload.h"

	payload
	measure
	wfi
	measured
