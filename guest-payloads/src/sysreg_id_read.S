/* SPDX-License-Identifier: Apache-2.0 */
/* Reads ID_AA64PFR0_EL1 for ever. Bench: sysreg/id_read. Registers: x19 lives across the MRS; x0
 * takes the answer. */
#include "lib/payload.h"

	payload
	measure
	mrs	x0, id_aa64pfr0_el1
	measured x0
