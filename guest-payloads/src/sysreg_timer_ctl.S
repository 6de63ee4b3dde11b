/* SPDX-License-Identifier: Apache-2.0 */
/* Turns its EL1 physical timer on for ever, far ahead of its time. Bench: sysreg/timer_ctl.
 * Registers: x19 and x23 (the value) live across the MSR. */
#include "lib/payload.h"

	payload
	ldr	x0, =GUEST_TIMER_FAR
	msr	cntp_cval_el0, x0
	ready				/* an exit already, and none of an empty frame */
	mov	x23, #1			/* CNTP_CTL_EL0.ENABLE */
	measure floor="msr cntv_ctl_el0, xzr"
	msr	cntp_ctl_el0, x23
	measured
	.ltorg
