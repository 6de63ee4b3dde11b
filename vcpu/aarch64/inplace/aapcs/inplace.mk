# SPDX-License-Identifier: Apache-2.0
# The convention of every function, but that x18 stays as it is.
INPLACE_CFLAGS := -ffixed-x18 -fomit-frame-pointer -foptimize-sibling-calls
