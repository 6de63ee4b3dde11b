# SPDX-License-Identifier: Apache-2.0
# What most hypervisors are compiled with; all other sets are compared with this one.
FLAGS_OPT := -O2
