/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EL3, where a machine starts the image there instead of firmware: what firmware leaves to a
 * hypervisor, then EL2, then answers to SMCs (el3.h). MMU and caches stay off. All CPUs come here;
 * those that are not the board's first sleep until they are asked for.
 *
 * TPIDR_EL3 counts a CPU's SMCs. SP_EL3 is the end of a stack of its own.
 */
#include "el3/el3.h"
#include "host/stack.h"

#define EL3_STACK_BYTES 1024

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
	msr	tpidr_el3, xzr
	isb
	/* Its number is its place in the board's list, x19. Who is not in that sleeps. */
	mrs	x0, mpidr_el1
	and	x1, x0, #0xffffff
	and	x0, x0, #0xff00000000
	orr	x0, x0, x1
	adrp	x1, el3_mpidrs
	ldr	x1, [x1, :lo12:el3_mpidrs]
	ldr	x1, [x1]
	adrp	x2, el3_n_cpus
	ldr	x2, [x2, :lo12:el3_n_cpus]
	ldr	x2, [x2]
	mov	x19, xzr
1:	cmp	x19, x2
	b.hs	el3_sleep
	cmp	x19, #HOST_CPUS_MAX
	b.hs	el3_sleep
	ldr	x3, [x1, x19, lsl #3]
	cmp	x3, x0
	b.eq	2f
	add	x19, x19, #1
	b	1b
2:	adrp	x0, el3_stacks
	add	x0, x0, :lo12:el3_stacks
	add	x1, x19, #1
	mov	x2, #EL3_STACK_BYTES
	madd	x0, x1, x2, x0
	mov	sp, x0

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
	mov	x0, x19
	mov	x29, xzr
	bl	el3_take_cpu				/* x0, x1: where to, and with what */

	/* One level lower, the first CPU to the start once more; without an EL2, to be told so. */
	msr	elr_el3, x0
	mrs	x0, id_aa64pfr0_el1
	ubfx	x0, x0, #8, #4
	cmp	x0, #0
	mov	x2, #SPSR_EL2H_DAIF
	mov	x3, #SPSR_EL1H_DAIF
	csel	x2, x2, x3, ne
	msr	spsr_el3, x2
	mov	x0, x1
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
	on	EL3_PSCI_CPU_ON, psci_cpu_on_here
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
	on	EL3_PSCI_CPU_ON, el3_return, w2
	b	not_supported

/* C keeps x19 to x29; the caller's x1 and x2 are on the stack already. */
psci_cpu_on_here:
	ldp	x0, x1, [sp]
	mov	x2, x3
	stp	x3, x4, [sp, #-16]!
	stp	x5, x6, [sp, #-16]!
	stp	x7, x8, [sp, #-16]!
	stp	x9, x10, [sp, #-16]!
	stp	x11, x12, [sp, #-16]!
	stp	x13, x14, [sp, #-16]!
	stp	x15, x16, [sp, #-16]!
	stp	x17, x18, [sp, #-16]!
	stp	x29, x30, [sp, #-16]!
	bl	el3_cpu_on
	ldp	x29, x30, [sp], #16
	ldp	x17, x18, [sp], #16
	ldp	x15, x16, [sp], #16
	ldp	x13, x14, [sp], #16
	ldp	x11, x12, [sp], #16
	ldp	x9, x10, [sp], #16
	ldp	x7, x8, [sp], #16
	ldp	x5, x6, [sp], #16
	ldp	x3, x4, [sp], #16
	b	el3_return

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

/* Loaded as zeros, and zeroed by nobody: a CPU may be here before the host is. */
	.section .el3_data, "aw"
	.balign	256
el3_stacks:
	.skip	HOST_CPUS_MAX * EL3_STACK_BYTES
el3_digits:
	.skip	24
	.balign	256
