/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for PSCI_VERSION by SMC for ever. Bench: smc/psci_version. Registers: x19 lives across the
 * SMC; x0 is function and answer. The function is loaded before the stamp, so that only the SMC is
 * timed. */
#include "lib/payload.h"

#define PSCI_VERSION 0x84000000

	payload
	mov	w23, #PSCI_VERSION
	measure "mov w0, w23"
	smc	#0
	measured x0
