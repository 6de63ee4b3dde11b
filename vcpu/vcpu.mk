# SPDX-License-Identifier: Apache-2.0
# Host unit tests of libvcpu: its sources over a strict fake CPU, once for each HAL binding.
#
#   build/test/vcpu/<hal>/<name>	one cmocka program for each vcpu/test/test_*.c, with ASan and UBSan
#   build/fuzz/vcpu/<name>		one libFuzzer program for each vcpu/test/fuzz/fuzz_*.c (clang)

VCPU_TEST_HALS := static table
# asm_offsets.c is never assembled.
VCPU_SRC := $(filter-out %/asm_offsets.c,$(wildcard vcpu/core/*.c vcpu/aarch64/*.c))
VCPU_TEST_SRC := $(wildcard vcpu/test/test_*.c)
VCPU_TEST_HELP := $(filter-out $(VCPU_TEST_SRC),$(wildcard vcpu/test/*.c)) \
	$(wildcard vcpu/test/fake/*.c) vcpu/test/hal/hal_host.c

VCPU_CPPFLAGS := -D_GNU_SOURCE -Ivcpu -Ivcpu/include -Ivcpu/test/fake -Ivcpu/test/hal
VCPU_CFLAGS = -std=c11 -O1 -g $(RUNNER_WARN)
VCPU_TESTS := $(foreach hal,$(VCPU_TEST_HALS),\
	$(VCPU_TEST_SRC:vcpu/test/%.c=$(B)/test/vcpu/$(hal)/%))

# $(call vcpu_obj,hal,sources)
vcpu_obj = $(patsubst %.c,$(B)/test/vcpu-obj/$(1)/%.o,$(2))
vcpu_help = $(call vcpu_obj,$(1),$(VCPU_SRC) $(wildcard vcpu/hal/$(1)/*.c) $(VCPU_TEST_HELP) \
	vcpu/test/hal/$(1).c)

# $(call vcpu_rules,hal)
define vcpu_rules
$(B)/test/vcpu-obj/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)
	$$(Q)$$(HOSTCC) $$(VCPU_CFLAGS) $$(SANITIZE) $$(VCPU_CPPFLAGS) -Ivcpu/hal/$(1) -MMD -MP -c -o $$@ $$<

$(B)/test/vcpu/$(1)/%: $(B)/test/vcpu-obj/$(1)/vcpu/test/%.o $(call vcpu_help,$(1))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(HOSTCC) $$(SANITIZE) -o $$@ $$^ -lcmocka

-include $(patsubst %.o,%.d,$(call vcpu_help,$(1)) $(call vcpu_obj,$(1),$(VCPU_TEST_SRC)))
endef
$(foreach hal,$(VCPU_TEST_HALS),$(eval $(call vcpu_rules,$(hal))))

VCPU_FUZZERS := $(patsubst vcpu/test/fuzz/%.c,$(B)/fuzz/vcpu/%,$(wildcard vcpu/test/fuzz/fuzz_*.c))

# Decoding reads nothing from the CPU: neither fake nor HAL is needed.
$(B)/fuzz/vcpu/%: vcpu/test/fuzz/%.c vcpu/test/ref_decode.c vcpu/aarch64/exit_decode.c \
		$(wildcard vcpu/aarch64/*.h vcpu/include/vcpu/*.h vcpu/test/*.h)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)clang $(VCPU_CFLAGS) -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		$(VCPU_CPPFLAGS) -o $@ $(filter %.c,$^)
