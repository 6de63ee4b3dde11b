# SPDX-License-Identifier: Apache-2.0
# Host unit tests of the bench host: sources of its that touch no hardware, over models of what does.
#
#   build/test/microbench/<name>	one cmocka program for each microbench/test/unit/test_*.c, with ASan
#					and UBSan

UNIT := microbench/test/unit
UNIT_TEST_SRC := $(wildcard $(UNIT)/test_*.c)
# What each group of tests is about, with its helpers: all that are named alike.
UNIT_VGIC := $(filter-out %/vgic_host.c,$(wildcard microbench/devices/vgic*.c)) $(wildcard $(UNIT)/vgic_*.c)
UNIT_TESTS := $(UNIT_TEST_SRC:$(UNIT)/%.c=$(B)/test/microbench/%)

UNIT_CC = $(HOSTCC) -std=c11 -O1 -g $(SANITIZE) $(RUNNER_WARN) $(VCPU_CPPFLAGS) -Ivcpu/hal/static \
	-Ivcpu/aarch64/switch/lazy -Imicrobench -Imicrobench/test
UNIT_O := $(B)/test/microbench-obj

$(UNIT_O)/compile.list: FORCE
	$(call write_if_changed,$(UNIT_CC))
$(UNIT_O)/link.list: FORCE
	$(call write_if_changed,$(UNIT_VGIC))

$(UNIT_O)/%.o: %.c $(UNIT_O)/compile.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(UNIT_CC) -MMD -MP -c -o $@ $<

$(B)/test/microbench/test_vgic_%: $(UNIT_O)/$(UNIT)/test_vgic_%.o $(UNIT_VGIC:%.c=$(UNIT_O)/%.o) $(UNIT_O)/link.list
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(SANITIZE) -o $@ $(filter %.o,$^) -lcmocka

-include $(patsubst %.c,$(UNIT_O)/%.d,$(UNIT_VGIC) $(UNIT_TEST_SRC))
