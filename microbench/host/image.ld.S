/* SPDX-License-Identifier: Apache-2.0 */
/* The EL2 image: text, constants and data on pages of their own, so that each gets its
 * permissions. */
#include "host/stack.h"

ENTRY(_start)

SECTIONS
{
	. = LOAD_ADDRESS;
	__image_start = .;
	.text : {
		KEEP(*(.text.boot))
		*(.text .text.*)
	}
	. = ALIGN(4096);
	__rodata_start = .;
	.rodata : {
		*(.rodata .rodata.*)
		. = ALIGN(8);
		__benches_start = .;
		KEEP(*(SORT(.benches.*)))
		__benches_end = .;
		__core_tests_start = .;
		KEEP(*(SORT(.core_tests.*)))
		__core_tests_end = .;
	}
	.note.gnu.build-id : {
		__build_id_note = .;
		KEEP(*(.note.gnu.build-id))
	}
	.params : ALIGN(16) {
		KEEP(*(.params))
	}
	. = ALIGN(4096);
	__data_start = .;
	.data : {
		*(.data .data.*)
	}
	.percpu : ALIGN(64) {
		*(.percpu)
	}
	/* Of the monitor alone: nothing else is in its cache lines. */
	.el3_data : ALIGN(256) {
		*(.el3_data)
		. = ALIGN(256);
	}
	. = ALIGN(16);
	__bss_start = .;
	.bss (NOLOAD) : {
		*(.bss .bss.*)
		*(COMMON)
		. = ALIGN(16);
	}
	__bss_end = .;
	/* One stride of them for each CPU. */
	.stack (NOLOAD) : ALIGN(4096) {
		__stacks_start = .;
		. += HOST_CPUS_MAX * STACK_STRIDE_BYTES;
		__stacks_end = .;
	}
	.guest_ram (NOLOAD) : ALIGN(0x10000) {
		*(.guest_ram)
	}
	/* Not zeroed at the start. */
	.scratch (NOLOAD) : ALIGN(64) {
		*(.scratch)
	}
	__image_end = .;
	IMAGE_SIZE = __image_end - __image_start;

	.stamp_sites 0 : { KEEP(*(.stamp_sites)) }
	/DISCARD/ : { *(.comment) *(.note.GNU-stack) *(.eh_frame) *(.note.gnu.property) }
}
