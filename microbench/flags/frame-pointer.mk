# SPDX-License-Identifier: Apache-2.0
# A frame record in every function, leaves too, as those want it who profile by frame pointers.
FLAGS_CFLAGS := -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer
