# SPDX-License-Identifier: Apache-2.0
VECTORS_CFLAGS := -mharden-sls=all
