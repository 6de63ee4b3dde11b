# SPDX-License-Identifier: Apache-2.0
# The same machine; microbench/el3 is its firmware.
BOARD_SOURCE := qemu-virt-gicv3
include microbench/boards/$(BOARD_SOURCE)/board.mk
