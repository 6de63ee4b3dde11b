# SPDX-License-Identifier: Apache-2.0
# The hardware that QEMU has a model of; its own firmware starts the image.
BOARD_SOURCE := qemu-raspi4b
include microbench/boards/$(BOARD_SOURCE)/board.mk
BOARD_EXIT := NULL
