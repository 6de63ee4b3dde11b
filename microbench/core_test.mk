# SPDX-License-Identifier: Apache-2.0
# The image that tests libvcpu on real CPUs, or models of them: the bench host without its benchmarks.
#
#   make core-test BOARD=... HAL=... SWITCH=... TOOLCHAIN=gcc|clang
#     build/core/<board>/<toolchain>-<hal>-<switch>/core.elf	prints TAP on its console
#
# Its objects are the bench image's where both have them, so both are built in one folder.

CORE := microbench/test/core

# CORE_RED=1: tests that fail and die on purpose, for the test of whoever reads the results.
CORE_RED ?=
CORE_O := $(B)/core/$(BOARD)/$(TOOLCHAIN)-$(HAL)-$(SWITCH)$(if $(CORE_RED),-red)

CORE_HOST_SRC := $(filter-out microbench/benches/% microbench/measure/% microbench/devices/% \
	microbench/wire/% $(EXTRA:%=%/%) $(addprefix microbench/host/,main.c dispatch.c vm.c vm_run.c),$(IMAGE_SRC))
CORE_SRC := $(wildcard $(CORE)/*.c $(CORE)/*.S $(CORE)/guests/*.S)
CORE_SRC := $(if $(CORE_RED),$(filter-out $(CORE)/test_%,$(CORE_SRC)) $(wildcard $(CORE)/red/*.c),$(CORE_SRC))
CORE_OBJ := $(patsubst %,$(O)/%.o,$(basename $(CORE_HOST_SRC) $(CORE_SRC)))

core-test: $(CORE_O)/core.elf

$(CORE_O)/objects.list: FORCE
	$(call write_if_changed,$(IMAGE_LD) $(CORE_OBJ))

$(CORE_O)/core.elf: $(CORE_OBJ) $(O)/microbench/host/image.ld $(CORE_O)/objects.list
	$(call say,LD,$@)
	$(Q)$(IMAGE_LD) -T $(O)/microbench/host/image.ld -o $@ $(CORE_OBJ)

# What test_core.sh boots; after test-images, whose objects these share.
CORE_IMAGES := $(foreach s,$(SWITCHES),HAL=static,SWITCH=$s,TOOLCHAIN=gcc,CORE_RED=) \
	$(foreach h,$(filter-out static,$(HALS)),HAL=$h,SWITCH=lazy,TOOLCHAIN=gcc,CORE_RED=) \
	HAL=static,SWITCH=lazy,TOOLCHAIN=clang,CORE_RED= HAL=static,SWITCH=lazy,TOOLCHAIN=gcc,CORE_RED=1
core-test-images: test-images
	@+$(foreach image,$(CORE_IMAGES),$(MAKE) --no-print-directory core-test EXTRA= $(subst $(comma), ,$(image)) &&) :
test-programs: core-test-images

.PHONY: core-test core-test-images
