/* SPDX-License-Identifier: Apache-2.0 */
/* Floors with an exit in each. Bench: floor/exit. */
#include "lib/payload.h"

	payload
	measure floor="hvc #1"		/* GUEST_HVC_NOP: what is in quotes is not preprocessed */
	hvc	#GUEST_HVC_NOP
	measured
