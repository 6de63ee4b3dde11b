/* SPDX-License-Identifier: Apache-2.0 */
/* Executes BRK with no handler. Bench: hostile/brk. */
#include "lib/payload.h"

	payload
	brk	#0x123
