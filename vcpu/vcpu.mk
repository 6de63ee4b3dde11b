# SPDX-License-Identifier: Apache-2.0
# Host unit tests of libvcpu: its sources over a strict fake CPU, once for each variant of HAL and SWITCH.
#
#   build/test/vcpu/<hal>-<switch>/<name>	one cmocka program for each vcpu/test/test_*.c and each
#					vcpu/test/<switch>/test_*.c, with ASan and UBSan
#   build/fuzz/vcpu/<name>		one libFuzzer program for each vcpu/test/fuzz/fuzz_*.c (clang)
#   make coverage			which lines of the library those tests run

VCPU_TEST_VARIANTS := static-lazy table-lazy direct-lazy static-eager
# asm_offsets.c is never assembled.
VCPU_SRC := $(filter-out %/asm_offsets.c,$(wildcard vcpu/core/*.c vcpu/aarch64/*.c))
VCPU_TEST_HELP := $(filter-out vcpu/test/test_%,$(wildcard vcpu/test/*.c)) \
	$(wildcard vcpu/test/fake/*.c) vcpu/test/hal/hal_host.c

VCPU_CPPFLAGS := -D_GNU_SOURCE -Ivcpu -Ivcpu/include -Ivcpu/test/fake -Ivcpu/test/hal
VCPU_CFLAGS = -std=c11 -O1 -g $(RUNNER_WARN)

# $(call vcpu_hal,variant) and $(call vcpu_switch,variant): its two halves
vcpu_hal = $(word 1,$(subst -, ,$(1)))
vcpu_switch = $(word 2,$(subst -, ,$(1)))
# $(call vcpu_test_src,variant): a folder named as a policy has the tests of that policy alone
vcpu_test_src = $(wildcard vcpu/test/test_*.c vcpu/test/$(call vcpu_switch,$(1))/test_*.c)
VCPU_TESTS := $(foreach v,$(VCPU_TEST_VARIANTS),\
	$(patsubst %.c,$(B)/test/vcpu/$(v)/%,$(notdir $(call vcpu_test_src,$(v)))))

# $(call vcpu_obj,variant,sources)
vcpu_obj = $(patsubst %.c,$(B)/test/vcpu-obj/$(1)/%.o,$(2))
vcpu_help = $(call vcpu_obj,$(1),$(VCPU_SRC) $(VCPU_TEST_HELP) \
	$(wildcard vcpu/hal/$(call vcpu_hal,$(1))/*.c vcpu/aarch64/switch/$(call vcpu_switch,$(1))/*.c) \
	vcpu/test/hal/$(call vcpu_hal,$(1)).c)

# The library counts its lines, the tests do not; clang's counts are not gcc's. What an object of before
# has counted goes with it.
VCPU_COUNT = $(if $(findstring clang,$(HOSTCC)),,--coverage)
VCPU_COVER = $(if $(filter vcpu/test/%,$<),,$(VCPU_COUNT))

# $(call vcpu_test_rule,variant,test source)
define vcpu_test_rule
$(B)/test/vcpu/$(1)/$(basename $(notdir $(2))): $(call vcpu_obj,$(1),$(2)) $(call vcpu_help,$(1))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(HOSTCC) $$(SANITIZE) $$(VCPU_COUNT) -o $$@ $$^ -lcmocka
endef

# $(call vcpu_rules,variant)
define vcpu_rules
$(B)/test/vcpu-obj/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	@rm -f $$(@:.o=.gcda)
	$$(call say,CC,$$<)
	$$(Q)$$(HOSTCC) $$(VCPU_CFLAGS) $$(SANITIZE) $$(VCPU_COVER) $$(VCPU_CPPFLAGS) -Ivcpu/hal/$(call vcpu_hal,$(1)) \
		-Ivcpu/aarch64/switch/$(call vcpu_switch,$(1)) -MMD -MP -c -o $$@ $$<

-include $(patsubst %.o,%.d,$(call vcpu_help,$(1)) $(call vcpu_obj,$(1),$(call vcpu_test_src,$(1))))
endef
$(foreach v,$(VCPU_TEST_VARIANTS),$(eval $(call vcpu_rules,$(v))))
$(foreach v,$(VCPU_TEST_VARIANTS),$(foreach t,$(call vcpu_test_src,$(v)),$(eval $(call vcpu_test_rule,$(v),$(t)))))

COVERAGE_MIN := 95
coverage: ## Lines of libvcpu that its unit tests run; fails below COVERAGE_MIN, 95 %
	@scripts/setup --for coverage
	@+$(MAKE) -s --no-print-directory -j$(JOBS) vcpu-tests
	@vcpu/test/coverage.sh '$(COVERAGE_MIN)' $(VCPU_TESTS)
vcpu-tests: $(VCPU_TESTS)

VCPU_FUZZERS := $(patsubst vcpu/test/fuzz/%.c,$(B)/fuzz/vcpu/%,$(wildcard vcpu/test/fuzz/fuzz_*.c))
VCPU_FUZZ_VARIANT := static-lazy
VCPU_FUZZ_OBJ := $(patsubst $(B)/test/vcpu-obj/$(VCPU_FUZZ_VARIANT)/%,$(B)/fuzz/vcpu-obj/%,\
	$(call vcpu_help,$(VCPU_FUZZ_VARIANT)))

$(B)/fuzz/vcpu-obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,FUZZ,$<)
	$(Q)clang $(VCPU_CFLAGS) -fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) $(VCPU_CPPFLAGS) \
		-Ivcpu/hal/$(call vcpu_hal,$(VCPU_FUZZ_VARIANT)) \
		-Ivcpu/aarch64/switch/$(call vcpu_switch,$(VCPU_FUZZ_VARIANT)) -MMD -MP -c -o $@ $<

# The fake CPU's complaints are cmocka's, which ends the program: libFuzzer takes that for a finding.
$(B)/fuzz/vcpu/%: $(B)/fuzz/vcpu-obj/vcpu/test/fuzz/%.o $(VCPU_FUZZ_OBJ)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)clang -fsanitize=fuzzer,$(FUZZ_SANITIZE) -o $@ $^ -lcmocka

.PHONY: coverage vcpu-tests
-include $(VCPU_FUZZ_OBJ:.o=.d) $(wildcard $(B)/fuzz/vcpu-obj/vcpu/test/fuzz/*.d)
