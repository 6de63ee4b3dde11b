/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPU_SUSPEND returns once the virtual timer has fired, standby and powerdown, in both widths; what
 * is no state, or no entry, is refused. PSTATE masks the interrupt: it wakes, and is not taken.
 * Bench: smp/suspend.
 */
#include "smp.h"

#define CPU_SUSPEND_32 0x84000001
#define CPU_SUSPEND    0xc4000001
#define POWERDOWN      0x10000
#define GICR_SGI_IPA   (GUEST_GICR_IPA + 0x10000)
#define GICD_CTLR      0x0

#define GICR_ISENABLE  0x100
#define ARE_GROUP1     0x12
#define TICKS          20000

.macro suspend number, function, state
	mov	x4, #TICKS
	msr	cntv_tval_el0, x4
	mov	x4, #1
	msr	cntv_ctl_el0, x4
	isb
	mov	x1, #\state
	adr	x2, never
	psci_function \function
	hvc	#GUEST_HVC_SMCCC
	check	\number, x0, xzr
	isb
	mrs	x4, cntv_ctl_el0
	check	(\number+1), x4, #5		/* ENABLE, ISTATUS */
	msr	cntv_ctl_el0, xzr
	isb
.endm

.macro refused number, function, state, entry, answer
	ldr	x1, =\state
	ldr	x2, =\entry
	psci_function \function
	hvc	#GUEST_HVC_SMCCC
	check	\number, x0, #\answer
.endm

	payload
	ldr	x4, =GUEST_GICD_IPA
	mov	w5, #ARE_GROUP1
	str	w5, [x4, #GICD_CTLR]
	ldr	x4, =GICR_SGI_IPA
	mov	w5, #1 << 27			/* the virtual timer */
	str	w5, [x4, #GICR_ISENABLE]
	mov	x5, #0xf0
	msr	S3_0_C4_C6_0, x5		/* ICC_PMR_EL1 */
	mov	x5, #1
	msr	S3_0_C12_C12_7, x5		/* ICC_IGRPEN1_EL1 */
	isb
1:	suspend	1, CPU_SUSPEND, 0
	suspend	3, CPU_SUSPEND_32, 0
	suspend	5, CPU_SUSPEND, POWERDOWN
	suspend	7, CPU_SUSPEND_32, POWERDOWN
	refused	9, CPU_SUSPEND, 0x1000000, GUEST_RAM_IPA, -2
	refused	10, CPU_SUSPEND, 0x80000000, GUEST_RAM_IPA, -2
	refused	11, CPU_SUSPEND, 1, GUEST_RAM_IPA, -2
	refused	12, CPU_SUSPEND, POWERDOWN, 0, -9
	refused	13, CPU_SUSPEND_32, POWERDOWN, 0x80000001, -9
	round_ok
	b	1b
	.ltorg

never:	report_failure 99, x0
	b	.
