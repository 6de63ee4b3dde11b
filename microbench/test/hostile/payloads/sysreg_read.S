/* SPDX-License-Identifier: Apache-2.0 */
/* Reads S3_0_C15_C0_0 (implementation defined). Bench: hostile/sysreg_read. */
#include "lib/payload.h"

	payload
	mrs	x0, S3_0_C15_C0_0
	b	.
