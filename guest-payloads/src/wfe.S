/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for an event that there is none of, for ever. Bench: wfx/wfe_trap. Registers: x19 lives
 * across the WFE. The return from an exception is an event: the first WFE takes it, and does not
 * wait. */
#include "lib/payload.h"

	payload
	measure_singly "sevl; wfe"
	wfe
	measured
