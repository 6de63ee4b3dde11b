# SPDX-License-Identifier: Apache-2.0
# A barrier behind each return and indirect branch (-mharden-sls=all), against straight-line speculation.
#
# Of the compiler alone: VECTORS=sls has the barriers of the assembly too.
FLAGS_CFLAGS := -mharden-sls=all
# Nothing that is answered in place calls through a register; clang would put its thunks there all the same.
FLAGS_INPLACE_CFLAGS := -mharden-sls=retbr
