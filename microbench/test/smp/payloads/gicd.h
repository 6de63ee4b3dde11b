/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What guests of both GICs look at. Numbers are those that IHI 0048 and IHI 0069 share.
 *
 *	gic_expect number, n			acknowledges, and checks that it is \n, which x0 has then
 *	gic_write frame, offset, value		a word
 *	gic_check number, frame, offset, value	checks that a word is \value
 */
#ifndef PAYLOADS_GICD_H
#define PAYLOADS_GICD_H

#include "smp.h"

#define GICD_ISENABLER1  0x104
#define GICD_ICENABLER1  0x184
#define GICD_ISPENDR1    0x204
#define GICD_ICPENDR1    0x284
#define GICD_ISACTIVER1  0x304
#define GICD_IPRIORITYR8 0x420
#define GICD_ICFGR2      0xc08
#define SPURIOUS         1023
#define LOOKS            200

/* clang-format off */
.macro gic_expect number, n
	gic_ack	x0
	check	\number, x0, \n
.endm

.macro gic_write frame, offset, value
	ldr	w0, =\value
	str	w0, [\frame, #\offset]
.endm

.macro gic_check number, frame, offset, value
	ldr	w0, [\frame, #\offset]
	ldr	w1, =\value
	check	\number, x0, x1
.endm
/* clang-format on */

#endif
