# SPDX-License-Identifier: Apache-2.0
# The first 2 MiB are TF-A's: U-Boot counts RAM, and the place of an image, from behind them.
BOARD_RAM_BASE := 0x200000
BOARD_LOAD_ADDRESS := 0x2000000
BOARD_MARCH := armv8-a
BOARD_GIC := gicv3
