# SPDX-License-Identifier: Apache-2.0
# The image that tests libvcpu on real CPUs, or models of them: the bench host without its benchmarks.
#
#   make core-test BOARD=... HAL=... SWITCH=... VECTORS=... TOOLCHAIN=gcc|clang
#     build/core/<board>/<toolchain>-<hal>-<switch>/core.elf	prints TAP on its console
#     (-<vectors> behind it, unless they are plain)
#
# Its objects are the bench image's where both have them, so both are built in one folder.

CORE := microbench/test/core

# CORE_RED=<folder of red/>: tests that fail and die on purpose, for the test of whoever reads the results.
CORE_RED ?=
CORE_O := $(B)/core/$(BOARD)/$(notdir $(O))$(if $(CORE_RED),-red-$(CORE_RED))

CORE_HOST_SRC := $(filter-out microbench/benches/% microbench/measure/% microbench/devices/% \
	microbench/wire/% $(EXTRA:%=%/%) microbench/inplace/% $(addprefix microbench/host/,main.c dispatch.c vm.c vm_run.c),$(IMAGE_SRC))
CORE_SRC := $(wildcard $(CORE)/*.c $(CORE)/*.S $(CORE)/guests/*.S)
CORE_SRC := $(if $(CORE_RED),$(filter-out $(CORE)/test_%,$(CORE_SRC)) $(wildcard $(CORE)/red/$(CORE_RED)/test_*.c),$(CORE_SRC))
# What is answered in place: the tests', or, of a red image, its own where it has any.
CORE_INPLACE := $(wildcard $(CORE_RED:%=$(CORE)/red/%/inplace/*.c))
CORE_INPLACE := $(if $(SWITCH_INPLACE),,$(or $(CORE_INPLACE),$(wildcard $(CORE)/inplace/*.c $(CORE)/inplace/$(HAL)/*.c)))
CORE_SRC += $(CORE_INPLACE)
CORE_OBJ := $(patsubst %,$(O)/%.o,$(basename $(CORE_HOST_SRC) $(CORE_SRC)))

core-test: $(CORE_O)/core.elf

$(CORE_INPLACE:%.c=$(O)/%.o): $(O)/%.o: %.c $(O)/gen/identity.h $(O)/objects.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(IMAGE_CC) $(IMAGE_CFLAGS) $(INPLACE_CFLAGS) $(IMAGE_WARN) $(IMAGE_CPPFLAGS) -MMD -MP -c -o $@ $<

$(CORE_O)/objects.list: FORCE
	$(call write_if_changed,$(IMAGE_LD) $(CORE_OBJ))

$(CORE_O)/core.elf: $(CORE_OBJ) $(O)/microbench/host/image.ld $(CORE_O)/objects.list scripts/check-inplace.sh
	$(call check_inplace,$(CORE_INPLACE:%.c=$(O)/%.o))
	$(call say,LD,$@)
	$(Q)$(IMAGE_LD) -T $(O)/microbench/host/image.ld -o $@ $(CORE_OBJ)

# Of variants that differ in a number alone, one.
CORE_VECTORS := $(filter-out plain clear-bhb-8 clear-bhb-24 firmware-wa1,$(VECTOR_VARIANTS))
# What test_core.sh boots; after test-images, whose objects these share.
CORE_IMAGES := $(foreach s,$(SWITCHES),HAL=static,SWITCH=$s,TOOLCHAIN=gcc) \
	$(foreach h,$(filter-out static,$(HALS)),HAL=$h,SWITCH=lazy,TOOLCHAIN=gcc) \
	HAL=static,SWITCH=lazy,TOOLCHAIN=clang \
	$(foreach v,$(CORE_VECTORS),HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,VECTORS=$v) \
	$(foreach r,$(notdir $(wildcard $(CORE)/red/*)),HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,CORE_RED=$r)
core-test-images: test-images
	@+$(foreach image,$(CORE_IMAGES),$(MAKE) --no-print-directory core-test EXTRA= VECTORS=plain CORE_RED= \
		$(subst $(comma), ,$(image)) &&) :
test-programs: core-test-images

.PHONY: core-test core-test-images
