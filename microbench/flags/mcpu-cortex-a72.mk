# SPDX-License-Identifier: Apache-2.0
# Instructions chosen and ordered for Cortex-A72; armv8-a, so that it runs on every board.
FLAGS_ARCH := -mcpu=cortex-a72
