# SPDX-License-Identifier: Apache-2.0
# Host unit tests of the bench host: sources of its that touch no hardware, over models of what does.
#
#   build/test/microbench/<name>	one cmocka program for each microbench/test/unit/test_*.c, with ASan
#					and UBSan

UNIT := microbench/test/unit
UNIT_TEST_SRC := $(wildcard $(UNIT)/test_*.c)
# What each group of tests is about, with its helpers: all that are named alike.
UNIT_VGIC := $(filter-out %/vgic_host.c,$(wildcard microbench/devices/vgic*.c)) $(wildcard $(UNIT)/vgic_*.c) \
	microbench/host/vm_switch.c vcpu/aarch64/finish.c
UNIT_VPSCI := microbench/devices/vpsci.c $(wildcard $(UNIT)/vpsci_*.c) vcpu/aarch64/finish.c
UNIT_VUART := microbench/devices/vuart.c $(wildcard $(UNIT)/vuart_*.c) vcpu/aarch64/finish.c $(UNIT)/together.c
UNIT_CONSOLE := microbench/host/console.c $(UNIT)/together.c
UNIT_MEASURE := microbench/measure/judge.c microbench/measure/counts.c microbench/measure/median.c $(wildcard $(UNIT)/measure_*.c)
UNIT_DRIVERS := microbench/drivers/bcm2836/gic.c microbench/drivers/uart_8250.c microbench/drivers/uart_cadence.c microbench/drivers/bcm2835_pm.c \
	$(wildcard $(UNIT)/drivers_*.c)
UNIT_TESTS := $(UNIT_TEST_SRC:$(UNIT)/%.c=$(B)/test/microbench/%)

UNIT_CC = $(HOSTCC) -std=c11 -O1 -g $(SANITIZE) $(RUNNER_WARN) $(VCPU_CPPFLAGS) -Ivcpu/hal/static \
	-Ivcpu/aarch64/switch/lazy -Imicrobench -Imicrobench/test -I$(UNIT)/gic
UNIT_O := $(B)/test/microbench-obj

$(UNIT_O)/compile.list: FORCE
	$(call write_if_changed,$(UNIT_CC))
$(UNIT_O)/link.list: FORCE
	$(call write_if_changed,$(UNIT_VGIC) $(UNIT_VPSCI) $(UNIT_VUART) $(UNIT_CONSOLE) $(UNIT_MEASURE) $(UNIT_DRIVERS))

$(UNIT_O)/%.o: %.c $(UNIT_O)/compile.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(UNIT_CC) $(UNIT_STEPS) -MMD -MP -c -o $@ $<

# Each atomic operation of these is a step (vgic_steps.h).
$(patsubst %.c,$(UNIT_O)/%.o,$(filter-out $(UNIT)/% vcpu/%,$(UNIT_VGIC))): \
	private UNIT_STEPS := -include unit/vgic_atomics.h

# What a register does is the test's.
$(patsubst %.c,$(UNIT_O)/%.o,$(UNIT_DRIVERS) $(filter $(UNIT)/test_drivers_%,$(UNIT_TEST_SRC))): \
	private UNIT_STEPS := -include unit/drivers_mmio.h

# $(call unit_test_rule,group,sources)
define unit_test_rule
$(B)/test/microbench/test_$(1)_%: $(UNIT_O)/$(UNIT)/test_$(1)_%.o $(patsubst %.c,$(UNIT_O)/%.o,$(2)) $(UNIT_O)/link.list
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(HOSTCC) $$(SANITIZE) -o $$@ $$(filter %.o,$$^) -lcmocka
endef
$(eval $(call unit_test_rule,vgic,$(UNIT_VGIC)))
$(eval $(call unit_test_rule,vpsci,$(UNIT_VPSCI)))
$(eval $(call unit_test_rule,vuart,$(UNIT_VUART)))
$(eval $(call unit_test_rule,console,$(UNIT_CONSOLE)))
$(eval $(call unit_test_rule,measure,$(UNIT_MEASURE)))
$(eval $(call unit_test_rule,drivers,$(UNIT_DRIVERS)))

-include $(patsubst %.c,$(UNIT_O)/%.d,$(UNIT_VGIC) $(UNIT_VPSCI) $(UNIT_VUART) $(UNIT_CONSOLE) $(UNIT_MEASURE) $(UNIT_DRIVERS) $(UNIT_TEST_SRC))
