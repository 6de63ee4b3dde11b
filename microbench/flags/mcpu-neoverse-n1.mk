# SPDX-License-Identifier: Apache-2.0
# For Neoverse N1: armv8.2-a, whose atomic instructions take the place of loops. It does not run on an older CPU.
FLAGS_ARCH := -mcpu=neoverse-n1
