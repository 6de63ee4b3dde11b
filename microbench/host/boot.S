/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the boot loader to C: MMU and caches off, exceptions masked, vectors, a stack, zeroed data. The
 * loader has put the image where it was linked, cleaned it to the point of coherency, and turned the
 * EL2 MMU off (as the arm64 Linux boot protocol demands).
 */
	.section .text.boot, "ax"
	.global	_start
_start:
	msr	daifset, #0xf
	adrp	x1, __stack_top
	add	x1, x1, :lo12:__stack_top
	mrs	x0, CurrentEL
	ubfx	x0, x0, #2, #2
	cmp	x0, #2
	b.ne	1f
	/* SCTLR_EL2: RES1 bits, MMU, caches and alignment checks off. DDI 0487, "SCTLR_EL2". */
	mov	x2, #0x0830
	movk	x2, #0x30c5, lsl #16
	msr	sctlr_el2, x2
	/* From here on a fault has a name; both are set again, with everything else, from C. */
	adrp	x2, vcpu_vectors
	add	x2, x2, :lo12:vcpu_vectors
	msr	vbar_el2, x2
	adrp	x2, host_pcpu
	add	x2, x2, :lo12:host_pcpu
	msr	tpidr_el2, x2
	/* HCR_EL2 as a host without guests wants it: EL1 is AArch64, nothing trapped, E2H off. */
	mov	x2, #0x80000000
	msr	hcr_el2, x2
	isb
1:	msr	spsel, #1
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
