/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the guests of the core tests and their host agree on. A guest is position-independent (adr
 * only), runs at EL1 with its MMU off, and begins at the first instruction of its file; its memory
 * begins there too and is GUEST_SIZE_BYTES long.
 */
#ifndef GUESTS_GUEST_H
#define GUESTS_GUEST_H

#define GUEST_IPA        0x80000000
#define GUEST_SIZE_BYTES 0x10000
#define GUEST_DATA       0x8000 /* where data may begin: four pages of it */

/* Not 0, which is for calls that the library looks at, and not 2, which VECTORS=null-call answers. */
#define GUEST_HVC_STEP  1 /* an exit and nothing else, or a question; the guest goes on */
#define GUEST_HVC_WRONG 4 /* x0: which value, x1: what it was to be, x2: what it is */
#define GUEST_HVC_FAULT 3 /* exception at EL1. x0: ESR, x1: ELR, x2: FAR, x3: vector offset */

/* guests/exits.S: from one instruction of a kind to the next. */
#define GUEST_EACH_BYTES 12

/* Words of guests/state.S's snapshot, and so what x0 of its GUEST_HVC_WRONG names. */
#define STATE_NZCV   31
#define STATE_SP     32
#define STATE_SYSREG 33
#define STATE_FP     80
#define STATE_WORDS  144

/* The lowest bits of its seed; the lowest two say where its data lies. */
#define STATE_HAS_TIMER 4 /* it owns the physical timer */
#define STATE_HAS_GIC   8 /* it has a virtual CPU interface */

/* x0 that the host answers guests/access.S with; x1 is an address, x2 what is stored. */
#define ACCESS_LOAD      0 /* asks again with what it found in x2 */
#define ACCESS_STORE     1
#define ACCESS_EXECUTE   2 /* calls x1 */
#define ACCESS_LOAD_PAIR 3 /* as load, by an instruction that has no syndrome */
#define ACCESS_LOAD_ON   4 /* loads again and again; counts up at GUEST_ALIVE */
#define ACCESS_STORE_ON  5 /* stores again and again; the same */

#define GUEST_ALIVE       (GUEST_IPA + GUEST_DATA)
#define ACCESS_TIMES_LOG2 26 /* that often at most: an access that never faults ends too */
#define ACCESS_TIMES_REG  4  /* how often it is still to come */

/* For assembly: what opens and closes a guest's file. Aligned, so that a vector table keeps its own
 * alignment once the guest is in memory. */
/* clang-format off */
#define GUEST_BEGIN(name)					\
	.section .rodata.guest_##name, "a";			\
	.balign 0x800;						\
	.global guest_##name, guest_##name##_end;		\
	guest_##name:
#define GUEST_END(name)						\
	guest_##name##_end:
/* clang-format on */

#endif
