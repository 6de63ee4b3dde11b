# SPDX-License-Identifier: Apache-2.0
# Signed return addresses and landing pads (-mbranch-protection=standard), as distributions build.
#
# All of it are hints, which do nothing on a CPU without PAuth and BTI. Nor do they here on one that has them:
# SCTLR_EL2.EnIA is 0 and no page is guarded. The cost is that of the instructions, not of the signatures.
FLAGS_CFLAGS := -mbranch-protection=standard
