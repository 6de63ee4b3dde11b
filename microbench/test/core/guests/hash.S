/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Causes HASH_ROUNDS exits, one kind after the other, with other values in every register each time, and
 * makes one number of all that it finds in them afterwards. x0 at the start: the seed, whose two lowest
 * bits choose where the data lies. Everything is determined by the seed, the CPU and the host's answers.
 */
#include "test/core/guests/guest.h"
#include "test/core/guests/hash.h"

/* Offsets from sp */
#define SEED	0
#define ROUND	8
#define HASH	16
#define HAS_PAC	24
#define SCTLR	32
#define NEXT	40
#define WANT	0x100	/* values to load */
#define SEEN	0x500	/* and what is there behind the exit */
#define WORDS	118	/* x0 to x30, NZCV, SP, VBAR, CPACR, SCTLR, q0 to q31, ANY */
#define FP	(36 * 8)
#define ANY	(FP + 64 * 8)

#define ANY_VALUE sp_el0, tpidr_el0, tpidrro_el0, tpidr_el1, elr_el1, spsr_el1, esr_el1, far_el1, \
	afsr0_el1, par_el1, mair_el1, amair_el1, ttbr0_el1, ttbr1_el1, tcr_el1, contextidr_el1, \
	csselr_el1, cntv_cval_el0
/* Lo and Hi of APIA, APIB, APDA, APDB, APGA; by encoding, as the assembler may not know them */
#define KEYS s3_0_c2_c1_0, s3_0_c2_c1_1, s3_0_c2_c1_2, s3_0_c2_c1_3, s3_0_c2_c2_0, s3_0_c2_c2_1, \
	s3_0_c2_c2_2, s3_0_c2_c2_3, s3_0_c2_c3_0, s3_0_c2_c3_1

#define SCTLR_RES1	0x30d00800
#define SCTLR_EL0_ONLY	0x0405c200	/* UCI, nTWE, nTWI, UCT, DZE, UMA */
#define SCTLR_PAC	0xc8002000	/* EnIA, EnIB, EnDA, EnDB */

.macro for_q insn:req
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, \
		23, 24, 25, 26, 27, 28, 29, 30, 31
	\insn	q\n, [x3], #16
	.endr
.endm

/* x0 is the next value, x2 the factor. */
.macro next
	madd	x0, x0, x2, x2
	eor	x0, x0, x0, lsr #31
.endm

/* x0 the hash, \word the next word of it, x2 the factor. */
.macro fold word
	eor	x0, x0, \word
	mul	x0, x0, x2
	ror	x0, x0, #29
.endm

.macro load_factor
	movz	x2, #0x7c15
	movk	x2, #0x7f4a, lsl #16
	movk	x2, #0x79b9, lsl #32
	movk	x2, #0x9e37, lsl #48
.endm

GUEST_BEGIN(hash)
	mov	x1, #3 << 20
	msr	cpacr_el1, x1
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	adr	x1, guest_hash
	add	x1, x1, #GUEST_DATA
	and	x2, x0, #3
	add	x1, x1, x2, lsl #12
	mov	sp, x1
	str	x0, [sp, #SEED]
	str	xzr, [sp, #ROUND]
	str	xzr, [sp, #HASH]
	mrs	x1, s3_0_c0_c6_1		/* ID_AA64ISAR1_EL1: APA, API, GPA, GPI */
	ldr	w2, =0xff000ff0
	and	x1, x1, x2
	mrs	x2, s3_0_c0_c6_2		/* ID_AA64ISAR2_EL1: GPA3, APA3 */
	and	x2, x2, #0xff00
	orr	x1, x1, x2
	str	x1, [sp, #HAS_PAC]

round:	ldr	x0, [sp, #SEED]
	ldr	x1, [sp, #ROUND]
	load_factor
	madd	x0, x1, x2, x0
	add	x3, sp, #WANT
	mov	x4, #WORDS
1:	next
	str	x0, [x3], #8
	subs	x4, x4, #1
	b.ne	1b

	add	x3, sp, #WANT + ANY
	.irp	reg, ANY_VALUE
	ldr	x4, [x3], #8
	msr	\reg, x4
	.endr
	next
	msr	fpcr, x0
	next
	msr	fpsr, x0
	next
	ldr	w4, =SCTLR_EL0_ONLY
	and	x4, x4, x0
	ldr	w5, =SCTLR_RES1
	orr	x4, x4, x5
	ldr	x6, [sp, #HAS_PAC]
	cbz	x6, 2f
	.irp	reg, KEYS
	next
	msr	\reg, x0
	.endr
	ldr	w5, =SCTLR_PAC
	orr	x4, x4, x5
2:	msr	sctlr_el1, x4
	isb
	add	x3, sp, #WANT + FP
	for_q	ldr

	/* The exit of this round: there are 16 bytes for each. */
	ldr	x0, [sp, #ROUND]
	mov	x1, #HASH_KINDS
	udiv	x2, x0, x1
	msub	x0, x2, x1, x0
	adr	x1, kinds
	add	x1, x1, x0, lsl #4
	str	x1, [sp, #WANT + 30 * 8]
	ldr	x0, [sp, #WANT + 31 * 8]
	and	x0, x0, #0xf0000000
	msr	nzcv, x0
	.irp	n, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28
	ldr	x\n, [sp, #WANT + \n * 8]
	.endr
	.irp	n, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 30
	ldr	x\n, [sp, #WANT + \n * 8]
	.endr
	mov	x1, #HASH_NOWHERE
	ldr	x0, [sp, #WANT]
	br	x30

.macro kind insn:vararg
	.balign	16
	\insn
	b	after
.endm
.macro kind_at address, insn:vararg
	.balign	16
	ldr	x1, =\address
	\insn
	b	after
.endm
.macro psci function, insn:vararg
	.balign	16
	ldr	w0, =\function
	\insn
	b	after
.endm

	.balign	16
kinds:	kind	hvc #HASH_HVC_STEP
	kind	smc #1
	kind	wfi
	kind	wfe
	kind	ldr x2, [x1]
	kind	ldrsh w3, [x1, #0x22]
	kind	str x4, [x1, #8]
	kind	strb w5, [x1, #3]
	kind	ldp x6, x7, [x1]
	kind	mrs x8, mdscr_el1
	kind	msr mdscr_el1, x9
	kind	mrs x11, id_aa64mmfr0_el1
	kind	msr s3_0_c12_c11_5, x12		/* ICC_SGI1R_EL1 */
	kind	mrs x13, pmccntr_el0
	kind	.inst 0
	kind	blr x1
	kind_at	HASH_RO_PAGE, str x14, [x1]
	kind_at	HASH_ABORTS, ldr x15, [x1]
	psci	0x84000003, hvc #0
	psci	0xc4000003, smc #0
	kind	hvc #HASH_HVC_REFUSED
	/* The handler goes on one instruction further. */
	.balign	16
	svc	#7
	nop
	b	after

	.balign	16
after:	str	x0, [sp, #SEEN]
	str	x1, [sp, #SEEN + 8]
	mrs	x1, nzcv
	str	x1, [sp, #SEEN + 31 * 8]
	.irp	n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, \
		26, 27, 28, 29, 30
	str	x\n, [sp, #SEEN + \n * 8]
	.endr
	add	x3, sp, #SEEN + 32 * 8
	mov	x4, sp
	str	x4, [x3], #8
	.irp	reg, vbar_el1, cpacr_el1, sctlr_el1
	mrs	x4, \reg
	str	x4, [x3], #8
	.endr
	for_q	str
	.irp	reg, ANY_VALUE
	mrs	x4, \reg
	str	x4, [x3], #8
	.endr

	ldr	x0, [sp, #HASH]
	load_factor
	add	x3, sp, #SEEN
	mov	x4, #WORDS
1:	ldr	x1, [x3], #8
	fold	x1
	subs	x4, x4, #1
	b.ne	1b
	.irp	reg, fpcr, fpsr
	mrs	x1, \reg
	fold	x1
	.endr
	ldr	x4, [sp, #HAS_PAC]
	cbz	x4, 2f
	.irp	reg, KEYS
	mrs	x1, \reg
	fold	x1
	.endr
	/* Signatures: PACGA, then PACIA, PACIB, PACDA, PACDB of a pointer in x1, x3 modifies. */
	mov	x3, x0
	.inst	0x9ac33001
	fold	x1
	.irp	insn, 0xdac10061, 0xdac10461, 0xdac10861, 0xdac10c61
	mov	x1, #HASH_NOWHERE
	.inst	\insn
	fold	x1
	.endr
2:	str	x0, [sp, #HASH]
	ldr	x1, [sp, #ROUND]
	add	x1, x1, #1
	str	x1, [sp, #ROUND]
	mov	x2, #HASH_ROUNDS
	cmp	x1, x2
	b.ne	round
	hvc	#HASH_HVC_DONE
	b	.
	.ltorg

	/* Past the instruction; x30 is the handler's. */
	.balign	0x800
vectors:
	.irp	slot, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.balign	0x80
	mrs	x30, elr_el1
	add	x30, x30, #4
	msr	elr_el1, x30
	eret
	.endr
GUEST_END(hash)
