# SPDX-License-Identifier: Apache-2.0
# One entry. Sources are discovered; each folder's .mk says how they are built.
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
B := build
PREFIX ?= /usr/local
JOBS = $(shell nproc)

# V=1 shows every command as it is run.
Q := $(if $(V),,@)
say = @printf '  %-4s %s\n' $(1) $(2)

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile scripts/check.mk

bench: ## Measure every trap on QEMU: a table here, plots and a report in results/latest
	@scripts/setup --for bench
	@+$(MAKE) --no-print-directory -j$(JOBS) trapline
	@$(B)/bin/trapline run $(ARGS)

test: ## Unit tests, fuzzers, QEMU runs, the command end to end; ends with the count of tests
	@scripts/setup --for test
	@+$(MAKE) --no-print-directory -j$(JOBS) test-programs
	@scripts/run-tests --jobs $(JOBS) $(TESTS)

# Includes come after the first targets, so that `make` alone shows the list.
include vcpu/vcpu.mk
include microbench/microbench.mk
include runner/runner.mk
include scripts/check.mk

# Longest first: the last ones fill the gaps.
TESTS = $(wildcard runner/test/e2e/test_*.sh) $(wildcard microbench/test/test_*.sh) $(SCRIPT_TESTS) \
	$(VCPU_TESTS) $(RUNNER_TESTS)

test-programs: trapline $(VCPU_TESTS) $(RUNNER_TESTS) $(FUZZERS) test-images

# Every image that a test boots or takes apart, as HAL.TOOLCHAIN.EXTRA.
TEST_IMAGES := static.gcc. table.gcc. static.clang. table.clang. static.gcc.microbench/test/hostile
test-images: $(TEST_IMAGES:%=test-image.%)
test-image.%:
	@+$(MAKE) --no-print-directory image $(shell echo '$*' | \
		sed 's/^\([^.]*\)\.\([^.]*\)\.\(.*\)/HAL=\1 TOOLCHAIN=\2 EXTRA=\3/')

install: trapline ## Put the command into $(PREFIX)/bin
	install -D -m 755 $(B)/bin/trapline $(DESTDIR)$(PREFIX)/bin/trapline

clean: ## Remove everything that was built; results stay
	rm -rf $(B)

.PHONY: help bench test test-programs test-images install clean
