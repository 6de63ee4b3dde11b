/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For guests that look by themselves at what they get.
 *
 *	check number, reg, value	reports the round as failed unless \reg is \value
 *	round_ok			reports that all checks held
 *	number reg			the calling CPU's, Aff0
 */
#ifndef PAYLOADS_SMP_H
#define PAYLOADS_SMP_H

#include "lib/payload.h"
#include "lib/psci.h"

/* clang-format off */
.macro report_failure number, reg
	mov	x3, \reg
	mov	x2, #\number
	hvc	#GUEST_HVC_SAMPLE
.endm

.macro check number, reg, value
	cmp	\reg, \value
	b.eq	.Lholds\@
	report_failure \number, \reg
.Lholds\@:
.endm

.macro round_ok
	mov	x2, xzr
	hvc	#GUEST_HVC_SAMPLE
.endm

.macro number reg
	mrs	\reg, mpidr_el1
	and	\reg, \reg, #0xff
.endm
/* clang-format on */

#endif
