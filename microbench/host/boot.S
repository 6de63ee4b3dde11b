/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the boot loader to C: MMU and caches off, exceptions masked, vectors, a stack, zeroed data.
 * The loader has put the image where it was linked, cleaned it to the point of coherency, and
 * turned the EL2 MMU off (as the arm64 Linux boot protocol demands). Started at EL3, it comes here
 * twice: the monitor goes down a level first.
 */
#include "host/stack.h"

/* From here on a fault has a name; all of it is set again, with everything else, from C. \pcpu:
 * this CPU's struct vcpu_pcpu. */
.macro take_cpu pcpu, tmp
	/* SCTLR_EL2: RES1 bits, MMU, caches and alignment checks off. DDI 0487, "SCTLR_EL2". */
	mov	\tmp, #0x0830
	movk	\tmp, #0x30c5, lsl #16
	msr	sctlr_el2, \tmp
	adrp	\tmp, vcpu_vectors
	add	\tmp, \tmp, :lo12:vcpu_vectors
	msr	vbar_el2, \tmp
	msr	tpidr_el2, \pcpu
	/* HCR_EL2 as a host without guests wants it: EL1 is AArch64, nothing trapped, E2H off. */
	mov	\tmp, #0x80000000
	msr	hcr_el2, \tmp
	isb
.endm

	.section .text.boot, "ax"
/*
 * Of the flat image, which boot loaders know by it; an ELF loader never looks here. Flags: little
 * endian, pages of 4 KiB, and the image has one place only, IMAGE_TEXT_OFFSET from where RAM begins.
 * Linux, Documentation/arch/arm64/booting.rst, "Call the kernel image".
 */
	.global	image_header
image_header:
	b	_start
	.long	0
	.quad	IMAGE_TEXT_OFFSET
	.quad	IMAGE_SIZE
	.quad	1 << 1
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.global	_start
_start:
	msr	daifset, #0xf
	adr	x0, image_header
	ldr	x1, =image_header
	subs	x0, x0, x1
	b.ne	misplaced
	mrs	x0, CurrentEL
	ubfx	x0, x0, #2, #2
	cmp	x0, #3
	b.eq	el3_start
	cmp	x0, #2
	b.ne	1f
	adrp	x1, host_cpus
	add	x1, x1, :lo12:host_cpus
	take_cpu x1, x2
1:	msr	spsel, #1
	ldr	x1, =__stacks_start + STACK_GUARD_BYTES + STACK_BYTES
	mov	sp, x1

	adrp	x1, __bss_start
	add	x1, x1, :lo12:__bss_start
	adrp	x2, __bss_end
	add	x2, x2, :lo12:__bss_end
2:	cmp	x1, x2
	b.hs	3f
	stp	xzr, xzr, [x1], #16
	b	2b
3:	mov	x29, xzr
	mov	x30, xzr
	bl	host_main		/* w0: the exception level we were started at */
	b	.
	.ltorg

/*
 * x0: how far from its place the image is. Only PC-relative addresses, and what is in data with x0
 * added, are right here. The other CPUs, where all come at once, wait for ever. Loaded words must be
 * aligned while the MMU is off: an image that is not so much as that says nothing.
 */
misplaced:
	tst	x0, #7
	b.ne	4f
	msr	spsel, #1
	ldr	x1, =board
	add	x1, x1, x0
	ldr	x2, =misplaced_first_cpu
	ldr	x2, [x2, x0]
	ldr	x2, [x2, x0]
	ldr	x2, [x2, x0]
	mrs	x3, mpidr_el1
	eor	x2, x2, x3
	tst	x2, #0xffffff
	b.ne	4f
	ubfx	x2, x2, #32, #8
	cbnz	x2, 4f
	ldr	x2, =__stacks_start + STACK_GUARD_BYTES + STACK_BYTES
	add	x2, x2, x0
	and	sp, x2, #~15
	adr	x2, misplaced_text
	ldr	x3, =image_header
	mrs	x4, CurrentEL
	ubfx	x4, x4, #2, #2
	bl	host_misplaced
4:	wfi
	b	4b
	.ltorg
misplaced_text:
	.ascii	"\r\ntrapline: PANIC: the image was loaded at 0x@ and runs only at 0x@"
	.asciz	" (BOARD_LOAD_ADDRESS in board.mk)\r\n"
	.balign	4

/*
 * A CPU that firmware started for us, at EL2, MMU and caches off. x0: its struct smp_boot (smp.c).
 * Nothing is written before the MMU is on: a line of it that another CPU's cache holds would hide
 * it.
 */
	.global	smp_entry
smp_entry:
	msr	daifset, #0xf
	ldp	x1, x2, [x0], #16	/* pcpu, stack_top */
	take_cpu x1, x3
	msr	spsel, #1
	mov	sp, x2
	ldp	x3, x4, [x0], #16	/* mair, tcr */
	ldp	x5, x6, [x0], #16	/* ttbr0, sctlr */
	msr	mair_el2, x3
	msr	tcr_el2, x4
	msr	ttbr0_el2, x5
	isb
	/* What was in them before this CPU was turned on is unknown. */
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	msr	sctlr_el2, x6
	isb
	mov	x29, xzr
	mov	x30, xzr
	mov	x0, x1
	bl	smp_cpu_main
	b	.
