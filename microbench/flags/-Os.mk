# SPDX-License-Identifier: Apache-2.0
# Small code, for those who count bytes of text or misses of the instruction cache.
FLAGS_OPT := -Os
