# SPDX-License-Identifier: Apache-2.0
# RAM begins at 0; firmware's own code and the spin table are in its first page, and a kernel at 512 KiB.
BOARD_RAM_BASE := 0x0
BOARD_LOAD_ADDRESS := 0x80000
BOARD_MARCH := armv8-a
BOARD_GIC := gicv2
