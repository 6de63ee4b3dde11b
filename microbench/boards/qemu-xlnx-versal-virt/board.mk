# SPDX-License-Identifier: Apache-2.0
# RAM begins at 0; QEMU puts the device tree into its first megabytes or behind a flat image.
BOARD_RAM_BASE := 0x0
BOARD_LOAD_ADDRESS := 0x00200000
BOARD_MARCH := armv8-a
BOARD_GIC := gicv3
