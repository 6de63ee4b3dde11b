/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EL3, where a machine starts the image there instead of firmware: what firmware leaves to a
 * hypervisor, then EL2, then answers to SMCs (el3.h). MMU and caches stay off. One CPU: the others
 * sleep here.
 *
 * TPIDR_EL3 counts SMCs. SP_EL3 is el3_stack_top, and has room for the registers that an answer
 * needs.
 */
#include "el3/el3.h"

/* SCTLR_EL3: RES1 bits; MMU, caches and alignment checks off. DDI 0487, "SCTLR_EL3". */
#define SCTLR_RES1 0x30c50830

/* DDI 0487, "SCR_EL3" */
#define SCR_NS     (1 << 0)
#define SCR_RES1   (3 << 4)
#define SCR_HCE    (1 << 8)
#define SCR_RW     (1 << 10)
#define SCR_APK_API (3 << 16)
#define SCR_FGTEN  (1 << 27)
#define SCR_HXEN   (1 << 38)
#define SCR_ENTP2  (1 << 41)
#define SCR_FGTEN2 (1 << 59)
/* Everything is Non-secure and AArch64. IRQ, FIQ and EA are 0: interrupts and SErrors stay below.
 * SMD is 0: SMC is there. */
#define SCR_ALWAYS (SCR_NS | SCR_RES1 | SCR_HCE | SCR_RW)

#define CPTR_ESM (1 << 12) /* DDI 0487, "CPTR_EL3" */

#define SPSR_EL1H_DAIF 0x3c5
#define SPSR_EL2H_DAIF 0x3c9

#define ESR_EC_SHIFT 26
#define EC_SMC64     0x17

/* IHI 0069, "ICC_SRE_EL3", "GICD_CTLR" */
#define ICC_SRE_EL3       S3_6_C12_C12_5
#define ICC_SRE_ALL       0xf	/* SRE, DFB, DIB, Enable: EL2 may write ICC_SRE_EL2 */
#define GICD_CTLR_ENABLES 0x7
#define GICD_CTLR_DS      0x40
#define GICD_CTLR_RWP_BIT 31
#define POLLS_MAX         0x100000

#define MPAM3_EL3 S3_6_C10_C5_0

/* Arm, "Semihosting for AArch32 and AArch64" */
#define SYS_WRITE0                   0x04
#define SYS_EXIT_EXTENDED            0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

/* x0 |= \bits where the field of \reg with its lowest bit \lsb is at least \version; uses x1. */
.macro set_if reg, lsb, version, bits
	mrs	x1, \reg
	ubfx	x1, x1, #\lsb, #4
	cmp	x1, #\version
	b.lo	1f
	orr	x0, x0, #\bits
1:
.endm

.macro semihosting operation, argument
	mov	x0, #\operation
	adrp	x1, \argument
	add	x1, x1, :lo12:\argument
	hlt	#0xf000
.endm

	.section .text.el3, "ax"
	.global	el3_start
el3_start:
	msr	spsel, #1
	ldr	x0, =SCTLR_RES1
	msr	sctlr_el3, x0
	adrp	x0, el3_vectors
	add	x0, x0, :lo12:el3_vectors
	msr	vbar_el3, x0
	adrp	x0, el3_stack_top
	add	x0, x0, :lo12:el3_stack_top
	mov	sp, x0
	msr	tpidr_el3, xzr
	isb
	/* Whoever else is started here is not the first one: affinity 0. */
	mrs	x0, mpidr_el1
	tst	x0, #0xffffff
	b.ne	el3_sleep
	ubfx	x0, x0, #32, #8
	cbnz	x0, el3_sleep

	/* What the host at EL2 and libvcpu write, or give to guests, must not trap here. The rest
	 * of what came after Armv8.0 is 0, which EL2 feels only if it uses it. */
	mov	x0, #SCR_ALWAYS
	set_if	S3_0_C0_C6_1, 4, 1, SCR_APK_API		/* ID_AA64ISAR1_EL1.APA */
	set_if	S3_0_C0_C6_1, 8, 1, SCR_APK_API		/* .API */
	set_if	S3_0_C0_C6_1, 24, 1, SCR_APK_API	/* .GPA */
	set_if	S3_0_C0_C6_1, 28, 1, SCR_APK_API	/* .GPI */
	set_if	S3_0_C0_C6_2, 8, 1, SCR_APK_API		/* ID_AA64ISAR2_EL1.GPA3 */
	set_if	S3_0_C0_C6_2, 12, 1, SCR_APK_API	/* .APA3 */
	set_if	S3_0_C0_C7_0, 56, 1, SCR_FGTEN		/* ID_AA64MMFR0_EL1.FGT */
	set_if	S3_0_C0_C7_0, 56, 2, SCR_FGTEN2
	set_if	S3_0_C0_C7_1, 40, 1, SCR_HXEN		/* ID_AA64MMFR1_EL1.HCX */
	set_if	S3_0_C0_C4_1, 24, 1, SCR_ENTP2		/* ID_AA64PFR1_EL1.SME: TPIDR2_EL0 */
	msr	scr_el3, x0
	/* FP/SIMD, CPACR_EL1, trace, debug and counters do not trap. SVE, which nobody uses, does;
	 * not so SME: without fine-grained traps a guest's SMPRI_EL1 would come here. */
	mov	x0, xzr
	set_if	S3_0_C0_C4_1, 24, 1, CPTR_ESM		/* ID_AA64PFR1_EL1.SME */
	msr	cptr_el3, x0
	msr	mdcr_el3, xzr
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #40, #4				/* MPAM, and its version 0.1 */
	mrs	x1, S3_0_C0_C4_1
	ubfx	x1, x1, #16, #4
	orr	x0, x0, x1
	cbz	x0, 1f
	msr	MPAM3_EL3, xzr				/* TRAPLOWER is 1 after reset */
1:	isb
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #24, #4				/* GIC system registers */
	cbz	x0, el3_leave

	mov	x0, #ICC_SRE_ALL
	msr	ICC_SRE_EL3, x0
	isb
	/* One Security state: EL2 owns all interrupts. May be changed while all groups are
	 * disabled; who drives the GIC at EL2 finds out if it does not answer. */
	adrp	x0, el3_gicd_base
	ldr	x0, [x0, :lo12:el3_gicd_base]
	ldr	x0, [x0]
	ldr	w1, [x0]
	bic	w1, w1, #GICD_CTLR_ENABLES
	str	w1, [x0]
	mov	x2, #POLLS_MAX
2:	ldr	w1, [x0]
	sub	x2, x2, #1
	cbz	x2, 3f
	tbnz	w1, #GICD_CTLR_RWP_BIT, 2b
3:	orr	w1, w1, #GICD_CTLR_DS
	str	w1, [x0]
	dsb	sy

	/* To the start once more, one level lower; without an EL2, to be told so. */
el3_leave:
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #8, #4
	cmp	x0, #0
	mov	x0, #SPSR_EL2H_DAIF
	mov	x1, #SPSR_EL1H_DAIF
	csel	x0, x0, x1, ne
	msr	spsr_el3, x0
	adrp	x0, _start
	add	x0, x0, :lo12:_start
	msr	elr_el3, x0
	isb
	eret

el3_sleep:
	wfi
	b	el3_sleep
	.ltorg

/* Goes to \label if \reg is \function; uses w1. */
.macro on function, label, reg=w0
	mov	w1, #\function & 0xffff
	movk	w1, #\function >> 16, lsl #16
	cmp	\reg, w1
	b.eq	\label
.endm

/* The caller's x1 and x2 are on the stack. DEN 0028: the function is w0, whatever else is in x0. */
	.global	el3_smc
el3_smc:
	on	EL3_COUNT, count
	mrs	x1, tpidr_el3
	add	x1, x1, #1
	msr	tpidr_el3, x1
	on	EL3_ECHO, echo
	on	EL3_SMCCC_VERSION, smccc_version
	on	EL3_PSCI_VERSION, psci_version
	on	EL3_PSCI_SYSTEM_OFF, psci_system_off
	on	EL3_PSCI_FEATURES, psci_features
not_supported:
	mov	x0, #EL3_NOT_SUPPORTED
el3_return:
	ldp	x1, x2, [sp], #16
	eret

count:
	mov	x0, xzr
	ldp	x1, x2, [sp], #16
	mrs	x1, tpidr_el3
	eret

echo:
	ldp	x1, x2, [sp], #16
	mov	x0, xzr
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
	mvn	x\n, x\n
	.endr
	eret

smccc_version:
	ldr	x0, =EL3_SMCCC_1_2
	b	el3_return

psci_version:
	ldr	x0, =EL3_PSCI_1_1
	b	el3_return

psci_features:
	mov	x0, xzr
	ldr	x2, [sp]
	on	EL3_SMCCC_VERSION, el3_return, w2
	on	EL3_PSCI_VERSION, el3_return, w2
	on	EL3_PSCI_SYSTEM_OFF, el3_return, w2
	on	EL3_PSCI_FEATURES, el3_return, w2
	b	not_supported

psci_system_off:
	semihosting SYS_EXIT_EXTENDED, el3_status_off
	b	el3_sleep
	.ltorg

/* Prints what is in \reg behind \name; uses x0 to x4 and x30. */
.macro show name, reg
	semihosting SYS_WRITE0, \name
	mrs	x0, \reg
	bl	show_hex
.endm

/* x0: offset of the vector that was taken */
el3_fault:
	/* An exception of the report itself, where nobody takes an HLT for semihosting, comes
	 * through a vector of SP_EL0, and there is nothing left to do. */
	msr	spsel, #0
	mov	x19, x0
	semihosting SYS_WRITE0, el3_text_panic
	mov	x0, x19
	bl	show_hex
	show	el3_text_elr, elr_el3
	show	el3_text_spsr, spsr_el3
	show	el3_text_esr, esr_el3
	show	el3_text_far, far_el3
	semihosting SYS_WRITE0, el3_text_end
	semihosting SYS_EXIT_EXTENDED, el3_status_fault
	b	el3_sleep

show_hex:
	adrp	x1, el3_digits
	add	x1, x1, :lo12:el3_digits
	add	x2, x1, #16
	strb	wzr, [x2]
1:	and	x3, x0, #15
	lsr	x0, x0, #4
	add	x4, x3, #'a' - 10
	add	x3, x3, #'0'
	cmp	x3, #'9'
	csel	x3, x4, x3, hi
	strb	w3, [x2, #-1]!
	cmp	x2, x1
	b.hi	1b
	semihosting SYS_WRITE0, el3_digits
	ret

/* Source: DDI 0487, "Exception vectors"; VBAR_EL3[10:0] are RES0. */
.macro fault_vector offset
	.org	el3_vectors + \offset
	mov	x0, #\offset
	b	el3_fault
.endm

	.balign	0x800
el3_vectors:
	/* SP_EL0: synchronous, IRQ, FIQ, SError */
	.irp	offset, 0x000, 0x080, 0x100, 0x180
	.org	el3_vectors + \offset
	b	el3_sleep
	.endr
	/* SP_EL3 */
	fault_vector 0x200
	fault_vector 0x280
	fault_vector 0x300
	fault_vector 0x380
	/* Lower level, AArch64 */
	.org	el3_vectors + 0x400
	stp	x1, x2, [sp, #-16]!
	mrs	x1, esr_el3
	lsr	x1, x1, #ESR_EC_SHIFT
	cmp	x1, #EC_SMC64
	b.eq	el3_smc
	mov	x0, #0x400
	b	el3_fault
	fault_vector 0x480
	fault_vector 0x500
	fault_vector 0x580
	/* Lower level, AArch32 */
	fault_vector 0x600
	fault_vector 0x680
	fault_vector 0x700
	fault_vector 0x780
	.org	el3_vectors + 0x800

	.section .rodata.el3, "a"
el3_text_panic:
	.asciz	"\ntrapline: PANIC: exception at EL3\n  vector 0x"
el3_text_elr:
	.asciz	"\n  ELR  0x"
el3_text_spsr:
	.asciz	"  SPSR 0x"
el3_text_esr:
	.asciz	"\n  ESR  0x"
el3_text_far:
	.asciz	"  FAR  0x"
el3_text_end:
	.asciz	"\n"
	.balign	8
el3_status_off:
	.quad	ADP_STOPPED_APPLICATION_EXIT, 0
el3_status_fault:
	.quad	ADP_STOPPED_APPLICATION_EXIT, EL3_EXIT_FAULT

/* Used only while an exception is here: that the host zeroes it at its start does no harm. */
	.section .bss.el3, "aw", %nobits
	.balign	16
el3_stack:
	.skip	32
el3_stack_top:
el3_digits:
	.skip	24
