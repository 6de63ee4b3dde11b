# SPDX-License-Identifier: Apache-2.0
# Only x0 to x3 are a handler's to change: the vector saves no more than those. x16 to x18 it may not use
# at all. For compilers that can be told so: gcc. -O1: with -O2 gcc 12 takes a register that it has to save
# before one that is free, in functions as small as these; to go when a gcc does not.
INPLACE_CFLAGS := -O1 $(foreach n,4 5 6 7 8 9 10 11 12 13 14 15,-fcall-saved-x$n) \
	$(foreach n,16 17 18,-ffixed-x$n) -fomit-frame-pointer -foptimize-sibling-calls
