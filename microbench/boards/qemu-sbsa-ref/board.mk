# SPDX-License-Identifier: Apache-2.0
# RAM begins at 1 TiB; QEMU puts the device tree there, so the image stays clear of it.
BOARD_RAM_BASE := 0x10000000000
BOARD_LOAD_ADDRESS := 0x10000200000
BOARD_MARCH := armv8-a
BOARD_GIC := gicv3
