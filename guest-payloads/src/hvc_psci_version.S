/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for PSCI_VERSION by HVC for ever. Bench: hvc/psci_version. Registers: x19 lives across the
 * HVC; x0 is function and answer. The function is loaded before the stamp, so that only the HVC is
 * timed. */
#include "lib/payload.h"

#define PSCI_VERSION 0x84000000

	payload
	mov	w23, #PSCI_VERSION
	measure "mov w0, w23"
	hvc	#0
	measured x0
