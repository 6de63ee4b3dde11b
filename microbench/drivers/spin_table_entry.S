/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a CPU comes that a spin table let go. Nothing says what is in its registers: what it is to
 * have in x0 is in memory.
 */
	.section .text.spin_table, "ax"
	.global	spin_table_entry
spin_table_entry:
	mrs	x0, mpidr_el1
	and	x0, x0, #0xff
	adrp	x1, spin_table_starts
	add	x1, x1, :lo12:spin_table_starts
	add	x1, x1, x0, lsl #4
	ldp	x2, x0, [x1]		/* entry, arg */
	br	x2
