/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads ID_AA64PFR0_EL1 for ever. Bench: sysreg/id_read. Registers: x19 lives across the MRS; x0
 * takes the answer.
 *
 * The MRS is the last instruction of a page: when one traps, QEMU's counter goes on by what follows
 * in the same translation block although it is not executed, and a block ends with its page.
 */
#include "lib/payload.h"

	payload
	measure "b .Lread", "mrs x0, midr_el1"
	.balign	4096
	.skip	4096 - 4
.Lread:
	mrs	x0, id_aa64pfr0_el1
	measured x0
