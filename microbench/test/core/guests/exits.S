/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instructions that leave the guest, each behind a label that the host sends the PC to, with x1 an
 * address and x2 data. What is done once the exit is answered is a GUEST_HVC_STEP. Every exception at
 * EL1 reports what its handler finds: x0 to x4 are ESR, ELR, FAR, vector offset and SPSR of EL1.
 */
#include "test/core/guests/guest.h"

.macro probe name:req, insn:vararg
	.global	exits_\name
	.balign	4
exits_\name:
	\insn
	hvc	#GUEST_HVC_STEP
	b	.
.endm

GUEST_BEGIN(exits)
	adr	x0, vectors
	msr	vbar_el1, x0
	mov	x0, #3 << 20
	msr	cpacr_el1, x0
	isb
	hvc	#GUEST_HVC_STEP
	b	.

	probe	nothing, nop
	probe	spin, b .
	probe	call, blr x1

	probe	ldrb_w, ldrb w2, [x1]
	probe	ldrh_w, ldrh w2, [x1]
	probe	ldr_w, ldr w2, [x1]
	probe	ldr_x, ldr x2, [x1]
	probe	ldrsb_w, ldrsb w2, [x1]
	probe	ldrsb_x, ldrsb x2, [x1]
	probe	ldrsh_w, ldrsh w2, [x1]
	probe	ldrsh_x, ldrsh x2, [x1]
	probe	ldrsw_x, ldrsw x2, [x1]
	probe	ldar_x, ldar x2, [x1]
	probe	ldr_x30, ldr x30, [x1]
	probe	ldrb_wzr, ldrb wzr, [x1]
	probe	ldr_xzr, ldr xzr, [x1]
	probe	strb_w, strb w2, [x1]
	probe	strh_w, strh w2, [x1]
	probe	str_w, str w2, [x1]
	probe	str_x, str x2, [x1]
	probe	stlr_x, stlr x2, [x1]
	probe	strh_wzr, strh wzr, [x1]
	probe	str_xzr, str xzr, [x1]

	probe	ldp, ldp x2, x3, [x1]
	probe	stp, stp x2, x3, [x1]
	probe	ldr_q, ldr q2, [x1]
	probe	ldr_post, ldr x2, [x1], #8
	probe	dc_zva, dc zva, x1

	probe	hvc_0, hvc #0
	probe	hvc_2, hvc #2
	probe	hvc_ffff, hvc #0xffff
	probe	smc_0, smc #0
	probe	smc_8001, smc #0x8001
	probe	wfi, wfi
	probe	wfe, wfe
	.global	exits_sev_wfe
exits_sev_wfe:
	sevl
	wfe
	hvc	#GUEST_HVC_STEP
	b	.

	probe	mrs_pfr0, mrs x2, id_aa64pfr0_el1
	/* A name of its own: what the assembler knows depends on the architecture that it is told. */
	probe	mrs_newer_id, mrs x2, s3_0_c0_c7_7
	probe	mrs_mdscr, mrs x2, mdscr_el1
	probe	mrs_mdscr_xzr, mrs xzr, mdscr_el1
	probe	msr_mdscr, msr mdscr_el1, x2
	probe	msr_mdscr_xzr, msr mdscr_el1, xzr
	probe	mrs_pmccntr, mrs x29, pmccntr_el0
	probe	sgi, msr s3_0_c12_c11_5, x2
	probe	sgi_xzr, msr s3_0_c12_c11_5, xzr
	probe	sre_read, mrs x2, s3_0_c12_c12_5
	probe	sre_write, msr s3_0_c12_c12_5, x2

	probe	udf, .inst 0
	probe	brk, brk #0x1234
	probe	svc, svc #0x4321
	probe	branch, br x1
	probe	unmask_serror, msr daifclr, #4
	probe	unmask_irq, msr daifclr, #2

	/* What is sent to EL2 because these are not there. */
	probe	sve, .inst 0x04bf5020	/* rdvl x0, #1 */
	probe	sme, .inst 0x04bf5820	/* rdsvl x0, #1 */
	probe	smstart, .inst 0xd503477f

	probe	sctlr, msr sctlr_el1, x2
	probe	cpacr, msr cpacr_el1, x2
	probe	cntkctl, msr cntkctl_el1, x2
	probe	par_write, msr par_el1, x2
	probe	par_read, mrs x2, par_el1

	/* One of each register, GUEST_EACH_BYTES apart. */
.macro each name:req, insn:req
	.global	exits_\name
	.balign	4
exits_\name:
	.irp	reg, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, \
		24, 25, 26, 27, 28, 29, 30, zr
	\insn	\reg
	hvc	#GUEST_HVC_STEP
	b	.
	.endr
.endm
.macro msr_mdscr_of reg
	msr	mdscr_el1, x\reg
.endm
.macro ldr_w_from_x1 reg
	ldr	w\reg, [x1]
.endm
.macro ldr_x_from_x1 reg
	ldr	x\reg, [x1]
.endm
	each	msr_each, msr_mdscr_of
	each	ldr_w_each, ldr_w_from_x1
	each	ldr_x_each, ldr_x_from_x1

	.global	exits_mmu_on
exits_mmu_on:
	msr	ttbr0_el1, x0
	msr	tcr_el1, x1
	msr	mair_el1, x2
	isb
	tlbi	vmalle1
	dsb	nsh
	mrs	x0, sctlr_el1
	orr	x0, x0, #1
	msr	sctlr_el1, x0
	isb
	hvc	#GUEST_HVC_STEP

	.global	exits_identify
exits_identify:
	mov	x0, #0x1001
	msr	tpidr_el0, x0
	mov	x0, #0x1002
	msr	tpidrro_el0, x0
	mov	x0, #0x1003
	msr	tpidr_el1, x0
	hvc	#GUEST_HVC_STEP
	.global	exits_show
exits_show:
	mrs	x10, tpidr_el0
	mrs	x11, tpidrro_el0
	mrs	x12, tpidr_el1
	hvc	#GUEST_HVC_STEP

	.global	exits_gic_on
exits_gic_on:
	mov	x0, #0xff
	msr	s3_0_c4_c6_0, x0		/* ICC_PMR_EL1 */
	mov	x0, #1
	msr	s3_0_c12_c12_7, x0		/* ICC_IGRPEN1_EL1 */
	isb
	hvc	#GUEST_HVC_STEP
	.global	exits_irq_read
exits_irq_read:
	mrs	x2, s3_0_c12_c12_0		/* ICC_IAR1_EL1 */
	mrs	x5, s3_0_c12_c11_3		/* ICC_RPR_EL1 */
	hvc	#GUEST_HVC_STEP
	.global	exits_irq_end
exits_irq_end:
	msr	s3_0_c12_c12_1, x2		/* ICC_EOIR1_EL1 */
	mrs	x5, s3_0_c12_c11_3
	hvc	#GUEST_HVC_STEP

	/* FP/SIMD from and to memory at x1, FPCR and FPSR behind the registers. */
	.global	exits_fp_store, exits_fp_load
exits_fp_store:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	str	q\n, [x1], #16
	.endr
	mrs	x2, fpcr
	mrs	x3, fpsr
	stp	x2, x3, [x1]
	hvc	#GUEST_HVC_STEP
	b	.
exits_fp_load:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	ldr	q\n, [x1], #16
	.endr
	ldp	x2, x3, [x1]
	msr	fpcr, x2
	msr	fpsr, x3
	hvc	#GUEST_HVC_STEP
	b	.

	.global	exits_bad_eret
exits_bad_eret:
	adr	x0, exits_nothing
	msr	elr_el1, x0
	mov	x0, #7				/* a mode that there is not */
	msr	spsr_el1, x0
	eret

/* A32, for EL0 */
	.global	exits_a32_ldr, exits_a32_wfi, exits_a32_cntpct, exits_a32_svc, exits_a32_vmov
	.balign	16
exits_a32_ldr:
	.inst	0xe5910000			/* ldr r0, [r1] */
	.inst	0xef000001			/* svc #1 */
exits_a32_wfi:
	.inst	0xe320f003
	.inst	0xef000002
exits_a32_cntpct:
	.inst	0xec510f0e			/* mrrc p15, 0, r0, r1, c14 */
	.inst	0xef000003
exits_a32_svc:
	.inst	0xef000005
exits_a32_vmov:
	.inst	0xee000a10			/* vmov s0, r0 */
	.inst	0xef000006

.macro report slot
	.balign	0x80
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	mov	x3, #\slot * 0x80
	mrs	x4, spsr_el1
	hvc	#GUEST_HVC_FAULT
	eret
.endm

	.balign	0x800
vectors:
	.global	exits_vectors
exits_vectors:
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	report	\slot
	.endr
GUEST_END(exits)
