# SPDX-License-Identifier: Apache-2.0
# What benches/faults.c puts in place of.
IMAGE_LDFLAGS += --wrap=clock_now --wrap=displace_init
