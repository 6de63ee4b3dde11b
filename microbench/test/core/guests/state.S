/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills every register that belongs to a guest with values of its own, causes an exit, and compares
 * every one of them afterwards, for ever; each round has other values. x0 at the start: the seed, whose
 * two lowest bits choose where the data lies, so that two such guests have different stack pointers;
 * the next two are STATE_HAS_TIMER and STATE_HAS_GIC.
 *
 * A system register is expected to be what was read back behind the write: bits that this CPU does not
 * have stay out of it. General registers, flags, SP and FP/SIMD registers are expected as written.
 */
#include "test/core/guests/guest.h"

/* Offsets from sp */
#define SEED   0
#define ROUND  8
#define MPIDR  16
#define OWNS   24	/* STATE_HAS_*, OWNS_KEYS */
#define WANT   0x100
#define SEEN   (WANT + STATE_WORDS * 8)

#define SPREAD_0 0x7c15 /* 2^64 / golden ratio, 16 bits at a time */
#define SPREAD_1 0x7f4a
#define SPREAD_2 0x79b9
#define SPREAD_3 0x9e37

/* FPCR, FPSR, CSSELR_EL1 and so on lose some bits, ESR_EL1 and CONTEXTIDR_EL1 their upper half. */
#define ANY_VALUE sp_el0, tpidr_el0, tpidrro_el0, tpidr_el1, elr_el1, spsr_el1, esr_el1, far_el1, \
	afsr0_el1, afsr1_el1, par_el1, mair_el1, amair_el1, ttbr0_el1, ttbr1_el1, tcr_el1, \
	contextidr_el1, vbar_el1, csselr_el1, cntkctl_el1, fpcr, fpsr

/* SCTLR_EL1: what only EL0 feels (UCI, nTWE, nTWI, UCT, DZE, UMA) beside the bits that are RES1. */
#define SCTLR_EL0_ONLY 0x0405c200
#define SCTLR_RES1     0x30500800

/* CNTV_CTL_EL0, CNTP_CTL_EL0: masked always; ISTATUS is the clock's doing. */
#define TIMER_IMASK 2
#define TIMER_MEANT 3

/* What not every guest has. Keys, BPR0, BPR1; PMR, CTLR, IGRPEN0, IGRPEN1 by their encodings. */
#define ISAR1_APA_API 0xff0
#define OWNS_KEYS     0
#define OWNS_TIMER    2	/* bit numbers: of STATE_HAS_TIMER, */
#define OWNS_GIC      3	/* and of STATE_HAS_GIC */
#define KEYS S3_0_C2_C1_0, S3_0_C2_C1_1, S3_0_C2_C1_2, S3_0_C2_C1_3, S3_0_C2_C2_0, S3_0_C2_C2_1, \
	S3_0_C2_C2_2, S3_0_C2_C2_3, S3_0_C2_C3_0, S3_0_C2_C3_1
#define GIC_BPR S3_0_C12_C8_3, S3_0_C12_C12_3
#define GIC S3_0_C4_C6_0, S3_0_C12_C12_4, S3_0_C12_C12_6, S3_0_C12_C12_7

/* x0: next value, x2: step, x3: where it is noted */
.macro fill reg
	add	x0, x0, x2
	msr	\reg, x0
	isb
	mrs	x4, \reg
	str	x4, [x3], #8
.endm

.macro fill_timer cval, ctl
	fill	\cval
	add	x0, x0, x2
	and	x4, x0, #TIMER_MEANT
	orr	x4, x4, #TIMER_IMASK
	msr	\ctl, x4
	str	x4, [x3], #8
.endm

/* x3: where what is seen goes */
.macro look reg
	mrs	x4, \reg
	str	x4, [x3], #8
.endm

.macro look_timer cval, ctl
	look	\cval
	mrs	x4, \ctl
	and	x4, x4, #TIMER_MEANT
	str	x4, [x3], #8
.endm

GUEST_BEGIN(state)
	/* CPACR_EL1.FPEN: FP/SIMD does not trap. */
	mov	x1, #3 << 20
	msr	cpacr_el1, x1
	isb
	adr	x1, guest_state
	add	x1, x1, #GUEST_DATA
	and	x2, x0, #3
	add	x1, x1, x2, lsl #12
	mov	sp, x1
	str	x0, [sp, #SEED]
	str	xzr, [sp, #ROUND]
	mrs	x1, mpidr_el1
	str	x1, [sp, #MPIDR]
	and	x2, x0, #(STATE_HAS_TIMER | STATE_HAS_GIC)
	mrs	x1, id_aa64isar1_el1
	tst	x1, #ISAR1_APA_API
	b.eq	1f
	orr	x2, x2, #1 << OWNS_KEYS
1:	str	x2, [sp, #OWNS]

round:
	ldr	x0, [sp, #SEED]
	ldr	x1, [sp, #ROUND]
	add	x1, x1, #1
	str	x1, [sp, #ROUND]
	movz	x2, #SPREAD_0
	movk	x2, #SPREAD_1, lsl #16
	movk	x2, #SPREAD_2, lsl #32
	movk	x2, #SPREAD_3, lsl #48
	madd	x0, x1, x2, x0
	eor	x0, x0, x0, lsr #29
	mul	x0, x0, x2
	eor	x0, x0, x0, lsr #32
	/* From here x0 is the next value, x2 the step, x3 where it is noted. */
	add	x3, sp, #WANT
	mov	x4, #31
1:	add	x0, x0, x2
	str	x0, [x3], #8
	subs	x4, x4, #1
	b.ne	1b
	add	x0, x0, x2
	and	x4, x0, #0xf0000000
	str	x4, [x3], #8
	/* As in the entry above: whoever changed SP changed this too. */
	ldr	x4, [sp, #SEED]
	and	x4, x4, #3
	adr	x5, guest_state
	add	x5, x5, #GUEST_DATA
	add	x5, x5, x4, lsl #12
	str	x5, [x3], #8
	.irp	reg, ANY_VALUE
	fill	\reg
	.endr
	add	x0, x0, x2
	ldr	w4, =SCTLR_EL0_ONLY
	and	x4, x4, x0
	ldr	w5, =SCTLR_RES1
	orr	x4, x4, x5
	msr	sctlr_el1, x4
	str	x4, [x3], #8
	ldr	x4, [sp, #MPIDR]
	str	x4, [x3], #8
	fill_timer cntv_cval_el0, cntv_ctl_el0
	ldr	x5, [sp, #OWNS]
	tbz	x5, #OWNS_TIMER, 2f
	fill_timer cntp_cval_el0, cntp_ctl_el0
2:	tbz	x5, #OWNS_GIC, 3f
	.irp	reg, GIC
	fill	\reg
	.endr
	/* 4 to 7: no CPU's minimum is larger. QEMU keeps a number below it until the state is moved. */
	.irp	reg, GIC_BPR
	add	x0, x0, x2
	orr	x4, x0, #4
	msr	\reg, x4
	isb
	look	\reg
	.endr
3:	tbz	x5, #OWNS_KEYS, 4f
	.irp	reg, KEYS
	fill	\reg
	.endr
4:
	add	x3, sp, #WANT + STATE_FP * 8
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	add	x0, x0, x2
	add	x1, x0, x2
	stp	x0, x1, [x3], #16
	ldr	q\n, [x3, #-16]
	mov	x0, x1
	.endr

.macro load_all
	ldr	x0, [sp, #WANT + STATE_NZCV * 8]
	msr	nzcv, x0
	ldp	x0, x1, [sp, #WANT]
	ldp	x2, x3, [sp, #WANT + 2 * 8]
	ldp	x4, x5, [sp, #WANT + 4 * 8]
	ldp	x6, x7, [sp, #WANT + 6 * 8]
	ldp	x8, x9, [sp, #WANT + 8 * 8]
	ldp	x10, x11, [sp, #WANT + 10 * 8]
	ldp	x12, x13, [sp, #WANT + 12 * 8]
	ldp	x14, x15, [sp, #WANT + 14 * 8]
	ldp	x16, x17, [sp, #WANT + 16 * 8]
	ldp	x18, x19, [sp, #WANT + 18 * 8]
	ldp	x20, x21, [sp, #WANT + 20 * 8]
	ldp	x22, x23, [sp, #WANT + 22 * 8]
	ldp	x24, x25, [sp, #WANT + 24 * 8]
	ldp	x26, x27, [sp, #WANT + 26 * 8]
	ldp	x28, x29, [sp, #WANT + 28 * 8]
	ldr	x30, [sp, #WANT + 30 * 8]
.endm

/* Nothing may be used before it is stored; SP has to be right for that, or this faults. */
.macro check_all
	str	x0, [sp, #SEEN]
	str	x1, [sp, #SEEN + 1 * 8]
	str	x30, [sp, #SEEN + 30 * 8]
	mrs	x1, nzcv
	adr	x30, 2f
	b	check
2:
.endm

	load_all
	hvc	#GUEST_HVC_STEP
	check_all
	load_all
	wfi
	check_all
	load_all
	smc	#GUEST_HVC_STEP
	check_all
	load_all
	/* Room for interrupts. */
	.rept	256
	nop
	.endr
	check_all
	b	round

/* x0, x1 and x30 are in SEEN; x1: NZCV, x30: where to go on. */
check:
	str	x1, [sp, #SEEN + STATE_NZCV * 8]
	add	x0, sp, #SEEN
	.irp	n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, \
		26, 27, 28, 29
	str	x\n, [x0, #\n * 8]
	.endr
	mov	x2, sp
	str	x2, [x0, #STATE_SP * 8]
	add	x3, x0, #STATE_SYSREG * 8
	.irp	reg, ANY_VALUE, sctlr_el1, mpidr_el1
	look	\reg
	.endr
	look_timer cntv_cval_el0, cntv_ctl_el0
	ldr	x5, [sp, #OWNS]
	tbz	x5, #OWNS_TIMER, 5f
	look_timer cntp_cval_el0, cntp_ctl_el0
5:	tbz	x5, #OWNS_GIC, 6f
	.irp	reg, GIC, GIC_BPR
	look	\reg
	.endr
6:	tbz	x5, #OWNS_KEYS, 7f
	.irp	reg, KEYS
	look	\reg
	.endr
7:
	add	x3, x0, #STATE_FP * 8
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	str	q\n, [x3], #16
	.endr

	/* Words between the two groups are 0 in both. */
	add	x3, sp, #WANT
	mov	x5, x0
	mov	x0, xzr
3:	ldr	x1, [x3, x0, lsl #3]
	ldr	x2, [x5, x0, lsl #3]
	cmp	x1, x2
	b.ne	wrong
	add	x0, x0, #1
	cmp	x0, #STATE_WORDS
	b.ne	3b
	ret
wrong:	hvc	#GUEST_HVC_WRONG
	b	wrong
	.ltorg
GUEST_END(state)
