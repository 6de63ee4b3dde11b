# SPDX-License-Identifier: Apache-2.0
# Host unit tests of libvcpu: its sources over a strict fake CPU, once for each variant of HAL and SWITCH.
#
#   build/test/vcpu/<hal>-<switch>/<name>	one cmocka program for each vcpu/test/test_*.c and each
#					vcpu/test/<switch>/test_*.c, with ASan and UBSan
#   build/fuzz/vcpu/<name>		one libFuzzer program for each vcpu/test/fuzz/fuzz_*.c (clang)

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

# $(call vcpu_test_rule,variant,test source)
define vcpu_test_rule
$(B)/test/vcpu/$(1)/$(basename $(notdir $(2))): $(call vcpu_obj,$(1),$(2)) $(call vcpu_help,$(1))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(HOSTCC) $$(SANITIZE) -o $$@ $$^ -lcmocka
endef

# $(call vcpu_rules,variant)
define vcpu_rules
$(B)/test/vcpu-obj/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)
	$$(Q)$$(HOSTCC) $$(VCPU_CFLAGS) $$(SANITIZE) $$(VCPU_CPPFLAGS) -Ivcpu/hal/$(call vcpu_hal,$(1)) \
		-Ivcpu/aarch64/switch/$(call vcpu_switch,$(1)) -MMD -MP -c -o $$@ $$<

-include $(patsubst %.o,%.d,$(call vcpu_help,$(1)) $(call vcpu_obj,$(1),$(call vcpu_test_src,$(1))))
endef
$(foreach v,$(VCPU_TEST_VARIANTS),$(eval $(call vcpu_rules,$(v))))
$(foreach v,$(VCPU_TEST_VARIANTS),$(foreach t,$(call vcpu_test_src,$(v)),$(eval $(call vcpu_test_rule,$(v),$(t)))))

VCPU_FUZZERS := $(patsubst vcpu/test/fuzz/%.c,$(B)/fuzz/vcpu/%,$(wildcard vcpu/test/fuzz/fuzz_*.c))

# Decoding reads nothing from the CPU: neither fake nor HAL is needed.
$(B)/fuzz/vcpu/%: vcpu/test/fuzz/%.c vcpu/test/ref_decode.c vcpu/aarch64/exit_decode.c \
		$(wildcard vcpu/aarch64/*.h vcpu/include/vcpu/*.h vcpu/test/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)clang $(VCPU_CFLAGS) -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		$(VCPU_CPPFLAGS) -o $@ $(filter %.c,$^)
