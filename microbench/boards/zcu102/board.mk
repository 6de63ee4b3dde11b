# SPDX-License-Identifier: Apache-2.0
# The hardware that QEMU has a model of; U-Boot starts the image.
BOARD_SOURCE := qemu-xlnx-zcu102
include microbench/boards/$(BOARD_SOURCE)/board.mk
BOARD_EXIT := NULL
