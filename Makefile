# SPDX-License-Identifier: Apache-2.0
# One entry. Sources are discovered; each folder's .mk says how they are built.
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
B := build

# V=1 shows every command as it is run.
Q := $(if $(V),,@)
say = @printf '  %-4s %s\n' $(1) $(2)

all: help

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

include microbench/microbench.mk
include runner/runner.mk
-include scripts/check.mk

.PHONY: help
