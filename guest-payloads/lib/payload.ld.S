/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/guest_abi.h"

ENTRY(_start)

SECTIONS
{
	. = GUEST_RAM_IPA;
	.text : {
		KEEP(*(.text.entry))
		*(.text .text.*)
		*(.rodata .rodata.* .data .data.*)
	}
	.bss : { *(.bss .bss.*) }
	ASSERT(. < GUEST_RAM_IPA + GUEST_RAM_SIZE - 0x1000, "payload leaves no room for its stack")

	.stamp_sites 0 : { KEEP(*(.stamp_sites)) }
	/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame) }
}
