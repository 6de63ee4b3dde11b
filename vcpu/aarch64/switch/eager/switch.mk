# SPDX-License-Identifier: Apache-2.0
# Every exit moves every register, so no exit is answered in place.
SWITCH_INPLACE := no
