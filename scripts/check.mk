# SPDX-License-Identifier: Apache-2.0
# make check: nothing here runs the product; make test does that. Each check-* stands alone.
#
# Compiled and analysed files leave a stamp in $(B)/check, so that a second run looks only at what
# has changed since. The clang object of a file is also what its clang-tidy stamp hangs on: it is
# rebuilt when a header changes.

SCRIPT_TESTS := $(filter-out scripts/test/tap.sh,$(wildcard scripts/test/*.sh))

CHECK := $(B)/check
CHECK_BOARD ?= qemu-virt-gicv3
# Most sources are seen with one policy; each policy's own code by itself.
CHECK_SWITCH := $(wildcard vcpu/aarch64/switch/*/switch_policy.h)
# Every binding with one policy, every policy with one binding.
CHECK_VARIANTS = $(sort $(HALS:%=%/$(SWITCH)) $(SWITCHES:%=$(HAL)/%))
CHECK_JOBS = $(shell nproc)
# The headers of payloads are assembly.
CHECK_C = $(shell find vcpu microbench runner -name '*.[ch]' -not -path '*/payloads/*' | sort)
CHECK_SHELL = $(shell grep -rlE -m1 '^.!(/bin/|/usr/bin/env )(ba)?sh' scripts .ci runner microbench vcpu) \
	scripts/test/tap.sh

CHECK_HOST_SRC := $(RUNNER_SRC) $(wildcard runner/test/*.c runner/test/*/*.c)
CHECK_HOST_FLAGS = -std=c11 $(RUNNER_WARN) $(RUNNER_CPPFLAGS)

# Freestanding sources, of every binding and board; check-image builds them as they are shipped.
# asm_offsets.c is never assembled.
CHECK_IMAGE_SRC := $(filter-out vcpu/test/% %/asm_offsets.c,$(wildcard vcpu/*/*.c \
	vcpu/hal/*/*.c vcpu/aarch64/switch/*/*.c microbench/*/*.c microbench/drivers/*/*.c \
	microbench/host/hal/*.c microbench/flags/*/*.c microbench/boards/*/*.c $(addprefix microbench/inplace/,*/*.c */*/*.c) \
	$(addprefix microbench/test/core/,*.c inplace/*.c inplace/*/*.c red/*/*.c red/*/inplace/*.c)))
# -nostdlibinc: the compiler's own headers, and no C library's.
CHECK_IMAGE_CC = clang --target=aarch64-linux-gnu
CHECK_IMAGE_FLAGS = -std=c11 -march=$(BOARD_MARCH) -ffreestanding -nostdlibinc \
	-mgeneral-regs-only $(IMAGE_WARN) $(CHECK_OWN) $(IMAGE_CPPFLAGS)
# A file that belongs to one binding, policy or GIC is seen with that one, the others with HAL, SWITCH and BOARD's.
CHECK_OWN = $(foreach h,$(HALS),$(if $(findstring hal/$(h),$*),-Ivcpu/hal/$(h))) \
	$(foreach s,$(SWITCHES),$(if $(findstring switch/$(s)/,$*),-Ivcpu/aarch64/switch/$(s))) \
	$(foreach g,$(notdir $(patsubst %/gic.h,%,$(wildcard microbench/drivers/*/gic.h))),$(if \
		$(findstring /$(g)/,$*),-Imicrobench/drivers/$(g)))

CHECKS := check-format check-gcc check-clang check-image check-tidy check-cppcheck check-layers \
	check-headers check-words check-shell

check: check-setup ## Format, warnings of two compilers, static analysis, layers, headers
	@+$(MAKE) --no-print-directory -k -O $(if $(filter -j%,$(MAKEFLAGS)),,-j$(CHECK_JOBS)) $(CHECKS)
	@echo "check: all ok"

check-setup:
	@scripts/setup --for check

check-format:
	@clang-format --dry-run -Werror $(CHECK_C)
	@echo "check: format ok"

check-gcc: $(CHECK_HOST_SRC:%.c=$(CHECK)/gcc/%.o)
	@echo "check: gcc warnings ok"

check-clang: $(CHECK_HOST_SRC:%.c=$(CHECK)/clang/%.o)
	@echo "check: clang warnings ok"

# -O2: some of gcc's warnings come from its optimiser.
$(CHECK)/gcc/%.o: %.c runner/runner.mk scripts/check.mk
	@mkdir -p $(@D)
	@gcc -O2 $(CHECK_HOST_FLAGS) -MMD -MP -c -o $@ $<

$(CHECK)/clang/%.o: %.c runner/runner.mk scripts/check.mk
	@mkdir -p $(@D)
	@clang $(CHECK_HOST_FLAGS) -MMD -MP -c -o $@ $<

# After check-image, which writes the headers that are generated.
$(CHECK)/clang-image/%.o: %.c microbench/microbench.mk scripts/check.mk | check-image
	@mkdir -p $(@D)
	@$(CHECK_IMAGE_CC) $(CHECK_IMAGE_FLAGS) -MMD -MP -c -o $@ $<

check-image:
	@for toolchain in $(TOOLCHAINS); do for variant in $(CHECK_VARIANTS); do \
		$(MAKE) --no-print-directory image BOARD=$(CHECK_BOARD) HAL=$${variant%/*} \
			SWITCH=$${variant#*/} TOOLCHAIN=$$toolchain >/dev/null || exit 1; \
	done; done
	@echo "check: images ok"

check-tidy: $(CHECK_HOST_SRC:%.c=$(CHECK)/tidy/%.ok) $(CHECK_IMAGE_SRC:%.c=$(CHECK)/tidy-image/%.ok) \
		$(CHECK_SWITCH:%.h=$(CHECK)/tidy-switch/%.ok)
	@echo "check: clang-tidy ok"

# $(call tidy,flags[,file]); clang-tidy also counts what it left out of system headers.
define tidy
	@mkdir -p $(@D)
	@clang-tidy --quiet $(or $(2),$*.c) -- $(1) >$@.log 2>&1 || \
		{ grep -v 'warnings\{0,1\} generated' $@.log; exit 1; }
	@touch $@
endef
$(CHECK)/tidy/%.ok: $(CHECK)/clang/%.o .clang-tidy
	$(call tidy,$(CHECK_HOST_FLAGS))

$(CHECK)/tidy-image/%.ok: $(CHECK)/clang-image/%.o .clang-tidy
	$(call tidy,--target=aarch64-linux-gnu $(CHECK_IMAGE_FLAGS))

# With another header of its folder, or of the library, it is seen again.
$(CHECK)/tidy-switch/%.ok: %.h $(wildcard vcpu/aarch64/switch/*/* vcpu/include/vcpu/*) .clang-tidy | check-image
	$(call tidy,-x c --target=aarch64-linux-gnu $(CHECK_IMAGE_FLAGS),$<)

# Its cache makes the second run short; the limit is there because its path search has none.
CPPCHECK = timeout 150 cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 \
	--enable=warning,performance,portability --suppress=missingInclude \
	--suppress=missingIncludeSystem --suppress=readdirCalled --suppress=memleak --suppress=comparePointers --platform=unix64 -j2

check-cppcheck:
	@mkdir -p $(CHECK)/cppcheck/host $(CHECK)/cppcheck/image
	@$(CPPCHECK) --cppcheck-build-dir=$(CHECK)/cppcheck/host --library=posix --library=gnu \
		$(filter -I% -D%,$(CHECK_HOST_FLAGS)) $(CHECK_HOST_SRC)
	@$(CPPCHECK) --cppcheck-build-dir=$(CHECK)/cppcheck/image \
		$(filter -I% -D%,$(CHECK_IMAGE_FLAGS)) $(CHECK_IMAGE_SRC)
	@$(CPPCHECK) --language=c $(filter -I% -D%,$(CHECK_IMAGE_FLAGS)) $(CHECK_SWITCH)
	@echo "check: cppcheck ok"

check-layers:
	@scripts/check-layers.sh
	@echo "check: layers ok"

check-headers:
	@HOST_CC='$(HOSTCC)' HOST_FLAGS='$(CHECK_HOST_FLAGS)' \
		IMAGE_CC='$(IMAGE_CC)' IMAGE_FLAGS='$(IMAGE_CFLAGS) $(IMAGE_WARN) $(IMAGE_CPPFLAGS)' \
		VCPU_TEST_FLAGS='-std=c11 $(VCPU_CPPFLAGS) -Ivcpu/hal/static -Ivcpu/aarch64/switch/lazy' PAYLOAD_FLAGS='-march=$(BOARD_MARCH) $(PAYLOAD_CPPFLAGS)' scripts/check-headers.sh
	@echo "check: headers ok"

check-words:
	@scripts/check-words.sh
	@echo "check: words ok"

check-shell:
	@shellcheck -x $(CHECK_SHELL)
	@echo "check: shellcheck ok"

.PHONY: check check-setup $(CHECKS)
.PRECIOUS: $(CHECK)/clang/%.o $(CHECK)/clang-image/%.o
-include $(CHECK_HOST_SRC:%.c=$(CHECK)/gcc/%.d) $(CHECK_HOST_SRC:%.c=$(CHECK)/clang/%.d)
-include $(CHECK_IMAGE_SRC:%.c=$(CHECK)/clang-image/%.d)
