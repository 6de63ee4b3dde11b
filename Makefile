# SPDX-License-Identifier: Apache-2.0
# One entry. Sources are discovered; each folder's .mk says how they are built.
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
B := build
comma := ,
PREFIX ?= /usr/local
JOBS = $(shell nproc)

# V=1 shows every command as it is run.
Q := $(if $(V),,@)
say = @printf '  %-4s %s\n' $(1) $(2)

HELP_IN := Makefile vcpu/vcpu.mk vcpu/lib.mk scripts/check.mk
help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(HELP_IN)

bench: ## Measure every trap on QEMU, or a SUITE: a table here, a report in results/latest
	@scripts/setup --for bench
	@+$(MAKE) -s --no-print-directory -j$(JOBS) trapline
	@$(B)/bin/trapline run $(SUITE:%=--suite %) $(ARGS)

trap-costs: ## Write docs/trap-costs.md anew from what the images cost
	@scripts/setup --for bench
	@+$(MAKE) -s --no-print-directory -j$(JOBS) trapline
	@scripts/trap-costs

test: ## Unit tests, fuzzers, QEMU runs, the command end to end; then their count
	@scripts/setup --for test
	@+$(MAKE) -s --no-print-directory -j$(JOBS) test-programs
	@scripts/run-tests --jobs $(JOBS) $(TESTS)

lab-speed: trapline speed-programs ## What a lab of 1000 boards costs its coordinator: takes 20 GB in /tmp
	@$(B)/speed/speed_lab --boards 1000

speed: ## How fast the command itself is, against its aims, with this machine named
	@scripts/setup --for bench
	@+$(MAKE) -s --no-print-directory -j$(JOBS) trapline speed-programs
	@rows=; rc=0; for program in $(SPEED_PROGRAMS); do $$program $$rows || rc=1; rows=--rows; done; exit $$rc

# Includes come after the first targets, so that `make` alone shows the list.
include vcpu/vcpu.mk
include microbench/microbench.mk
include microbench/core_test.mk
include vcpu/lib.mk
include runner/runner.mk
include microbench/unit_test.mk
include scripts/check.mk

# Longest first: the last ones fill the gaps.
TESTS = $(wildcard runner/test/e2e/test_*.sh) $(wildcard microbench/test/test_*.sh) $(wildcard vcpu/test/test_*.sh) $(SCRIPT_TESTS) \
	$(FUZZERS:%=%.tap) $(VCPU_TESTS) $(UNIT_TESTS) $(RUNNER_TESTS)
FUZZERS = $(RUNNER_FUZZERS) $(VCPU_FUZZERS)

speed-programs: $(SPEED_PROGRAMS)

test-programs: trapline speed-programs $(VCPU_TESTS) $(UNIT_TESTS) $(RUNNER_TESTS) $(FUZZERS:%=%.tap) test-images

# Every image that a test boots or takes apart. Each says all of its choices, so that none comes from
# the environment.
TEST_IMAGES := $(foreach t,gcc clang,$(foreach v,$(foreach h,$(HALS),$h/lazy) static/eager,\
	HAL=$(patsubst %/,%,$(dir $v)),SWITCH=$(notdir $v),TOOLCHAIN=$t,EXTRA=)) \
	HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,EXTRA=microbench/test/smp \
	BOARD=qemu-virt-gicv2,HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,EXTRA=microbench/test/smp \
	HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,EXTRA=microbench/test/hostile \
	HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,EXTRA=microbench/test/red_checks \
	HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,EXTRA=microbench/test/smash,FLAGS=stack-protector \
	HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,EXTRA=,FLAGS=branch-protection \
	$(BOARDS:%=BOARD=%$(comma)HAL=static$(comma)SWITCH=lazy$(comma)TOOLCHAIN=gcc$(comma)EXTRA=) \
	$(foreach v,gcc$(comma)HAL=static$(comma)LAYOUT=1 gcc$(comma)HAL=static$(comma)LAYOUT=2 \
		gcc$(comma)HAL=direct-lto$(comma)LAYOUT=1 clang$(comma)HAL=static$(comma)LAYOUT=1 \
		gcc$(comma)HAL=static$(comma)INJECT=5,TOOLCHAIN=$v$(comma)SWITCH=lazy$(comma)EXTRA=)
test-images:
	@+$(foreach image,$(TEST_IMAGES),$(MAKE) --no-print-directory image $(subst $(comma), ,$(image)) &&) :

# A fuzzer as a test: a fixed number of inputs from a fixed seed, so that it finds the same each time.
FUZZ_RUNS := 20000
%.tap: % Makefile
	@{ echo '#!/bin/sh'; \
	   echo 'found=$$(mktemp -d)'; \
	   echo 'if $< -runs=$(FUZZ_RUNS) -seed=1 -timeout=10 -artifact_prefix=$<- "$$found" \'; \
	   echo '	$(wildcard runner/test/fuzz/seeds/$(patsubst fuzz_%,%,$(<F)))'; \
	   echo 'then echo "ok 1 - $(<F): $(FUZZ_RUNS) inputs without a fault"'; \
	   echo 'else echo "not ok 1 - $(<F): the input is in $<-*"; fi'; \
	   echo 'echo 1..1; rm -rf "$$found"'; } >$@
	@chmod +x $@

install: trapline ## Put the command into PREFIX/bin; PREFIX is /usr/local unless given
	install -D -m 755 $(B)/bin/trapline $(DESTDIR)$(PREFIX)/bin/trapline

clean: ## Remove everything that was built; results stay
	rm -rf $(B)

.PHONY: help bench trap-costs test lab-speed speed speed-programs test-programs test-images install clean
