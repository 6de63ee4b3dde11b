# SPDX-License-Identifier: Apache-2.0
# A canary in each function that has an array (-fstack-protector-strong), checked when it returns.
#
# Not in what is answered in place: a handler does not return.
FLAGS_CFLAGS := -fstack-protector-strong
FLAGS_INPLACE_CFLAGS := -fno-stack-protector
