# SPDX-License-Identifier: Apache-2.0
# More inlining and unrolling: is the trap path any shorter for it?
FLAGS_OPT := -O3
