/* SPDX-License-Identifier: Apache-2.0 */
/* Writes ICC_SGI1R_EL1 with an empty target list for ever. Bench: sysreg/sgi1r_empty. Registers:
 * x19 lives across the MSR. */
#include "lib/irq.h"

	payload
	measure floor="msr S3_0_C12_C12_3, xzr"	/* ICC_BPR1_EL1: never traps */
	msr	ICC_SGI1R_EL1, xzr
	measured
