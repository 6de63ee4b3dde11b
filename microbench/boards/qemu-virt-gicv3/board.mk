# SPDX-License-Identifier: Apache-2.0
# RAM begins at 0x40000000; QEMU puts the device tree there, so the image stays clear of it.
BOARD_RAM_BASE := 0x40000000
BOARD_LOAD_ADDRESS := 0x40200000
BOARD_MARCH := armv8-a
BOARD_GIC := gicv3
