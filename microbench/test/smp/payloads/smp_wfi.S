/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPU 1 sleeps in WFI, until an SGI of CPU 0 wakes it; it does not wake while nothing happens. PSTATE
 * masks the interrupt: it wakes, and is acknowledged by hand. Bench: smp/wfi.
 *
 *	block:	+0 SGIs taken	+8 is CPU 1 ready	+16 ends of its WFI
 */
#include "smp.h"

#define GICD_CTLR    0x0
#define ARE_GROUP1   0x12
#define SGI_FRAME_1  (GUEST_GICR_IPA + GUEST_GICR_STRIDE + 0x10000)
#define GICR_ENABLE  0x100
#define TO_CPU_1     0x2	/* SGI 0 */
#define SPURIOUS     1023
#define TURNS        50

	payload
	ldr	x4, =GUEST_GICD_IPA
	mov	w5, #ARE_GROUP1
	str	w5, [x4, #GICD_CTLR]
	adr	x26, block
	psci_cpu_on #1, other, x26
	check	1, x0, xzr
1:	yield
	ldr	x4, [x26, #8]
	cbz	x4, 1b
	mov	x24, xzr
2:	add	x24, x24, #1
	mov	x4, #TO_CPU_1
	msr	S3_0_C12_C11_5, x4		/* ICC_SGI1R_EL1 */
	isb
3:	yield
	ldr	x4, [x26]
	cmp	x4, x24
	b.ne	3b
	/* It goes to sleep again. */
	mov	x5, #TURNS
4:	yield
	subs	x5, x5, #1
	b.ne	4b
	ldr	x27, [x26, #16]
	mov	x5, #TURNS
5:	yield
	subs	x5, x5, #1
	b.ne	5b
	ldr	x4, [x26, #16]
	sub	x4, x4, x27
	cmp	x4, #1
	b.ls	6f
	report_failure 2, x4
6:	round_ok
	b	2b
	.ltorg

other:	ldr	x4, =SGI_FRAME_1
	mov	w5, #1
	str	w5, [x4, #GICR_ENABLE]
	mov	x5, #0xf0
	msr	S3_0_C4_C6_0, x5		/* ICC_PMR_EL1 */
	mov	x5, #1
	msr	S3_0_C12_C12_7, x5		/* ICC_IGRPEN1_EL1 */
	isb
	str	x5, [x0, #8]
7:	wfi
	ldr	x6, [x0, #16]
	add	x6, x6, #1
	str	x6, [x0, #16]
	mrs	x4, S3_0_C12_C12_0		/* ICC_IAR1_EL1 */
	cmp	x4, #SPURIOUS
	b.eq	7b
	msr	S3_0_C12_C12_1, x4		/* ICC_EOIR1_EL1 */
	ldr	x6, [x0]
	add	x6, x6, #1
	str	x6, [x0]
	b	7b
	.ltorg

	.balign	8
block:	.zero	24
