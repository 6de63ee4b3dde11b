/* SPDX-License-Identifier: Apache-2.0 */
/* A slot of EL1's vector table that nothing should come to: it is told to the host, with its
 * number. */
#ifndef LIB_VECTORS_H
#define LIB_VECTORS_H

#include "wire/guest_abi.h"

.macro unexpected slot
	.balign	0x80
	mov	x3, #\slot * 0x80
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	hvc	#GUEST_HVC_FAULT
	b	.
.endm

#endif
