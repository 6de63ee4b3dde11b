# SPDX-License-Identifier: Apache-2.0
# The EL2 image: vcpu/ + microbench/ + every payload, for one board and one choice of variants.
#
#   make image BOARD=... HAL=... SWITCH=... VECTORS=... FLAGS=... TOOLCHAIN=gcc|clang
#     build/image/<board>/<toolchain>-<hal>-<switch>/bench.elf	the image
#     build/image/<board>/<toolchain>-<hal>-<switch>/bench.bin	the same, flat, with the header of an arm64 Image
#     build/image/<board>/<toolchain>-<hal>-<switch>/manifest	key=value: what it says of itself
#     (-<vectors>+<flags> behind it, unless they are plain and -O2)
#
# LAYOUT=N, INJECT=N: the same code elsewhere in memory, and with slower vectors; docs/method.md, docs/selftest.md.

BOARDS := $(patsubst microbench/boards/%/board.mk,%,$(wildcard microbench/boards/*/board.mk))
HALS := $(filter-out README%,$(notdir $(wildcard vcpu/hal/*)))
TOOLCHAINS := gcc clang
SWITCHES := $(patsubst vcpu/aarch64/switch/%/switch_policy.h,%,$(wildcard vcpu/aarch64/switch/*/switch_policy.h))

VECTOR_VARIANTS := $(patsubst vcpu/aarch64/vectors/%/vector_variant.inc,%,$(wildcard vcpu/aarch64/vectors/*/vector_variant.inc))
FLAG_SETS := $(patsubst microbench/flags/%.mk,%,$(wildcard microbench/flags/*.mk))

BOARD ?= qemu-virt-gicv3
HAL ?= static
SWITCH ?= lazy
VECTORS ?= plain
TOOLCHAIN ?= gcc
FLAGS := -O2
LAYOUT := 0
INJECT := 0

# $(call one_of,variable,choices): stop with what there is instead of a strange error later.
one_of = $(if $(filter $($(1)),$(2)),,$(error unknown $(1) '$($(1))'; have: $(2)))
$(if $(filter $(BOARD),$(BOARDS)),,$(if $(wildcard microbench/boards/$(BOARD)/),$(error \
	board '$(BOARD)' has no board.mk; a board needs board.yaml, board.c and board.mk: docs/formats/board.md)))
$(call one_of,BOARD,$(BOARDS))
$(call one_of,HAL,$(HALS))
$(call one_of,SWITCH,$(SWITCHES))
$(call one_of,VECTORS,$(VECTOR_VARIANTS))
$(call one_of,TOOLCHAIN,$(TOOLCHAINS))
$(call one_of,FLAGS,$(FLAG_SETS))
# $(call is_number,word): of at most nine digits, and as it is written in the name of a folder
is_number = $(or $(filter 0,$(1)),$(shell echo '$(subst ','\'',$(1))' | grep -xE '[1-9][0-9]{0,8}'))
$(foreach choice,LAYOUT INJECT,$(if $(call is_number,$($(choice))),,$(error \
	$(choice) '$($(choice))' is no number; have: 0 to 999999999)))
# A board that is another one, started in another way, names it.
BOARD_SOURCE := $(BOARD)
# Of metal, whose board.c is an emulator's, it is NULL.
BOARD_EXIT := semihosting_exit
include microbench/boards/$(BOARD)/board.mk
$(foreach key,BOARD_LOAD_ADDRESS BOARD_RAM_BASE BOARD_MARCH BOARD_GIC,$(if $($(key)),,$(error \
	board '$(BOARD)' has no $(key) in its board.mk: docs/formats/board.md)))
# A binding that is another's folder, built in another way, says so in hal.mk.
HAL_FOLDER := $(HAL)
HAL_LTO :=
-include vcpu/hal/$(HAL)/hal.mk
# A policy that lets nothing be answered in place says so in switch.mk, SWITCH_INPLACE.
SWITCH_INPLACE :=
-include vcpu/aarch64/switch/$(SWITCH)/switch.mk
# What a variant of the vectors asks of the compiler, VECTORS_CFLAGS.
VECTORS_CFLAGS :=
-include vcpu/aarch64/vectors/$(VECTORS)/variant.mk
# What a flag set may say: how far to optimise, the architecture or CPU to compile for, other flags of the
# compiler, whether the link optimises, and flags for what is answered in place alone. Sources that it needs are in a folder of its name.
FLAGS_OPT := -O2
FLAGS_ARCH := -march=$(BOARD_MARCH)
FLAGS_CFLAGS :=
FLAGS_LTO :=
FLAGS_INPLACE_CFLAGS :=
include microbench/flags/$(FLAGS).mk
$(if $(filter $(words $(FLAG_SETS)),$(words $(sort $(FLAG_SETS:-%=%)))),,$(error \
	microbench/flags has two sets whose names differ in a leading dash alone: their images would be one))
LTO := $(or $(HAL_LTO),$(FLAGS_LTO))

CROSS := aarch64-linux-gnu-
gcc_CC := $(CROSS)gcc
# A run loop gives up its callee-saved registers once, not around each entry into a guest (<vcpu/run.h>).
gcc_CFLAGS := -fno-tree-loop-distribute-patterns -fno-shrink-wrap-separate
clang_CC := clang --target=aarch64-linux-gnu
clang_CFLAGS := -Wno-unused-command-line-argument
# Of assembly clang writes down the folder as it is, whatever the prefix map says.
clang_ASFLAGS := -fdebug-compilation-dir=.
IMAGE_CC := $($(TOOLCHAIN)_CC)
# The narrow register convention of what is answered in place is one that only gcc can be told of.
gcc_INPLACE := narrow
clang_INPLACE := aapcs
INPLACE := $($(TOOLCHAIN)_INPLACE)
$(call one_of,INPLACE,$(notdir $(wildcard vcpu/aarch64/inplace/*)))
include vcpu/aarch64/inplace/$(INPLACE)/inplace.mk
INPLACE_CFLAGS += $(FLAGS_INPLACE_CFLAGS)
# Asked for only when something is built: the compiler need not be there for anything else.
TOOLCHAIN_VERSION = $(shell $(IMAGE_CC) -dumpfullversion 2>/dev/null || $(IMAGE_CC) -dumpversion)

# EXTRA=<folder>: its benches/ and payloads/ go in too, and its extra.mk may change how the image is linked; for
# tests that need guests, or a machine, that misbehave. Of two payloads with one name it is the folder's.
EXTRA ?=
INJECTED := $(if $(filter-out 0,$(INJECT)),-inject$(INJECT))
REORDERED := $(if $(filter-out 0,$(LAYOUT)),-layout$(LAYOUT))
O := $(B)/image/$(BOARD)/$(TOOLCHAIN)-$(HAL)-$(SWITCH)$(if $(filter-out plain,$(VECTORS)),-$(VECTORS))$(if $(filter-out -O2,$(FLAGS)),+$(FLAGS:-%=%))$(if $(EXTRA),-$(notdir $(EXTRA)))
# The image and what it has of its own; its objects are O's.
I := $(O)$(INJECTED)$(REORDERED)

IMAGE_WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion \
	-Wwrite-strings -Wvla -Wundef -Werror
IMAGE_CPPFLAGS := -Ivcpu -Ivcpu/include -Ivcpu/aarch64/seam -Ivcpu/aarch64/switch/$(SWITCH) \
	-Ivcpu/aarch64/inplace/$(INPLACE) -Ivcpu/aarch64/vectors/$(VECTORS) \
	-Ivcpu/hal/$(HAL_FOLDER) -Imicrobench -Imicrobench/drivers/$(BOARD_GIC) -Imicrobench/host/hal -I$(O)/gen
# No path of this machine in the image: its identity is the same in every clone.
IMAGE_MAP := -ffile-prefix-map='$(CURDIR)'=.
IMAGE_ASFLAGS := -g -march=$(BOARD_MARCH) $(IMAGE_MAP) $($(TOOLCHAIN)_ASFLAGS)
# No FP: a guest's FP registers stay loaded. No jump tables: an indirect branch is never needed.
IMAGE_CFLAGS := -std=c11 $(FLAGS_OPT) -g $(FLAGS_ARCH) -ffreestanding -nostdinc \
	-isystem $(shell $(IMAGE_CC) -print-file-name=include 2>/dev/null) \
	-mgeneral-regs-only -mstrict-align -fno-pic -fno-pie -fno-common -fno-jump-tables \
	-fno-stack-protector -mno-outline-atomics $(IMAGE_MAP) -fno-asynchronous-unwind-tables -ffunction-sections \
	$($(TOOLCHAIN)_CFLAGS) $(VECTORS_CFLAGS) $(FLAGS_CFLAGS)

# md5: 32 hex digits of identity, computed over the whole image before a run patches its parameters.
IMAGE_LDFLAGS := --build-id=md5 --fatal-warnings --gc-sections -z max-page-size=4096 \
	--no-warn-rwx-segments --defsym=LOAD_ADDRESS=$(BOARD_LOAD_ADDRESS) \
	--defsym=IMAGE_TEXT_OFFSET=$(BOARD_LOAD_ADDRESS)-$(BOARD_RAM_BASE)

-include $(EXTRA:%=%/extra.mk)

# x18 survives a run of a guest, as the platform register that it may be: nothing that is called on the way out
# of one may use it. The run loops may, and gcc keeps a value in it.
RUN_LOOPS := $(O)/microbench/measure/bench.o $(O)/microbench/measure/switch_pair.o
KEEP_X18 := -ffixed-x18
# Link-time optimisation has one rule for all.
IMAGE_KEEP_X18 = $(if $(LTO),$(KEEP_X18),$(if $(filter $@,$(RUN_LOOPS)),,$(KEEP_X18)))

# Link-time optimisation: the driver does the link, as it knows the linker's plugin; the linker is the same. One
# partition: nothing depends on how many there are. The compiler makes calls of string.c only after the
# linker has said what is used.
space := $(subst ,, )
lto_ = $(CROSS)ld $(IMAGE_LDFLAGS) $(1)
lto_yes = $(IMAGE_CC) $(IMAGE_CFLAGS) $(KEEP_X18) -flto $($(TOOLCHAIN)_LTO) -nostdlib -static \
	-Wl,$(subst $(space),$(comma),$(strip $(IMAGE_LDFLAGS) $(1)))
gcc_LTO := -flto-partition=one
clang_LTO :=
# $(call IMAGE_LD,flag of the linker), or $(IMAGE_LD)
IMAGE_LD = $(call lto_$(LTO),$(1))
NO_LTO := $(O)/microbench/host/string.o
IMAGE_LTO = $(if $(LTO),$(if $(filter $@,$(NO_LTO)),,-flto))

# What is answered in place, and what of it depends on the GIC, and on how the HAL is bound.
INPLACE_SRC := $(if $(SWITCH_INPLACE),,microbench/inplace/*.c $(BOARD_GIC:%=microbench/inplace/%/*.c) \
	$(BOARD_GIC:%=microbench/inplace/%/$(HAL)/*.c))
IMAGE_SRC := $(wildcard vcpu/core/*.c vcpu/aarch64/*.c vcpu/aarch64/*.S vcpu/hal/$(HAL_FOLDER)/*.c \
	vcpu/aarch64/switch/$(SWITCH)/*.c vcpu/aarch64/switch/$(SWITCH)/*.S \
	microbench/host/*.c microbench/host/*.S microbench/el3/*.c microbench/el3/*.S \
	microbench/devices/*.c microbench/drivers/*.c microbench/drivers/*.S \
	microbench/drivers/$(BOARD_GIC)/*.c microbench/benches/*.c microbench/measure/*.c microbench/wire/*.c \
	microbench/flags/$(FLAGS)/*.c $(INPLACE_SRC) microbench/boards/$(BOARD_SOURCE)/*.c $(EXTRA:%=%/benches/*.c)) microbench/host/hal/$(HAL_FOLDER).c
IMAGE_SRC := $(filter-out vcpu/aarch64/asm_offsets.c microbench/host/image.ld.S,$(IMAGE_SRC))
IMAGE_OBJ := $(patsubst %,$(O)/%.o,$(basename $(IMAGE_SRC))) $(O)/gen/payloads.o
# Injected instructions are in one object only.
LINK_OBJ := $(if $(INJECTED),$(IMAGE_OBJ:$(O)/vcpu/aarch64/vectors.o=$(I)/vectors.o),$(IMAGE_OBJ))

PAYLOAD_SRC := $(wildcard guest-payloads/src/*.S $(EXTRA:%=%/payloads/*.S))
PAYLOADS := $(sort $(basename $(notdir $(PAYLOAD_SRC))))
# lib/entry.S would be taken for it.
$(if $(filter entry,$(PAYLOADS)),$(error a payload cannot be named entry: guest-payloads/lib has it))
PAYLOAD_BIN := $(PAYLOADS:%=$(O)/payloads/%.bin)
PAYLOAD_CPPFLAGS := -Iguest-payloads -Imicrobench

image: $(I)/bench.elf $(I)/bench.bin $(I)/manifest

# Rewritten only when its text changes: deleting a source relinks too, and so does another flag.
define write_if_changed
	@mkdir -p $(@D)
	@printf '%s\n' "$(1)" | cmp -s - $@ || printf '%s\n' "$(1)" > $@
endef
$(O)/objects.list: FORCE
	$(call write_if_changed,$(IMAGE_CC) $(TOOLCHAIN_VERSION) $(IMAGE_CFLAGS) $(KEEP_X18) $(INPLACE_CFLAGS) $(IMAGE_WARN) \
		$(IMAGE_CPPFLAGS) $(PAYLOAD_CPPFLAGS) $(IMAGE_ASFLAGS) $(IMAGE_LD) $(BOARD_EXIT) $(IMAGE_OBJ) $(PAYLOADS))

$(O)/gen/identity.h: $(O)/objects.list
	@mkdir -p $(@D)
	@{ echo '#define IDENTITY_BOARD "$(BOARD)"'; \
	   echo '#define IDENTITY_EXIT $(BOARD_EXIT)'; \
	   echo '#define IDENTITY_HAL "$(HAL)"'; \
	   echo '#define IDENTITY_SWITCH "$(SWITCH)"'; \
	   echo '#define IDENTITY_VECTORS "$(VECTORS)"'; \
	   echo '#define IDENTITY_HAS_VECTOR_CALL $(if $(filter null-call,$(VECTORS)),true,false)'; \
	   echo '#define IDENTITY_HAS_INPLACE $(if $(SWITCH_INPLACE),false,true)'; \
	   echo '#define IDENTITY_HAS_GICV3 $(if $(filter gicv3,$(BOARD_GIC)),true,false)'; \
	   echo '#define IDENTITY_HAS_GICV2 $(if $(filter gicv2,$(BOARD_GIC)),true,false)'; \
	   echo '#define IDENTITY_TOOLCHAIN "$(TOOLCHAIN)-$(TOOLCHAIN_VERSION)"'; \
	   echo '#define IDENTITY_FLAGS "$(FLAGS)"'; } > $@

# From $@.s, what the compiler made of asm_offsets.c, to $@.
define write_offsets
	@sed -n 's/^[[:space:]]*\.ascii[[:space:]]*"->\([A-Z0-9_]*\) [#$$]*\([0-9]*\)"/#define \1 \2/p' $@.s > $@.new
	@mv $@.new $@
endef
$(O)/gen/asm_offsets.h: vcpu/aarch64/asm_offsets.c $(O)/objects.list
	@mkdir -p $(@D)
	$(Q)$(IMAGE_CC) $(IMAGE_CFLAGS) $(IMAGE_WARN) $(IMAGE_CPPFLAGS) -MMD -MP -MT $@ -MF $@.d -S -o $@.s $<
	$(write_offsets)

$(O)/%.o: %.c $(O)/gen/identity.h $(O)/objects.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(IMAGE_CC) $(IMAGE_CFLAGS) $(IMAGE_KEEP_X18) $(IMAGE_WARN) $(IMAGE_CPPFLAGS) $(IMAGE_LTO) -MMD -MP -c -o $@ $<

# What is answered in place: never through LTO, which knows one register convention only.
$(O)/microbench/inplace/%.o: microbench/inplace/%.c $(O)/gen/identity.h $(O)/objects.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(IMAGE_CC) $(IMAGE_CFLAGS) $(INPLACE_CFLAGS) $(IMAGE_WARN) $(IMAGE_CPPFLAGS) -MMD -MP -c -o $@ $<

$(O)/%.o: %.S $(O)/gen/asm_offsets.h $(O)/objects.list
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(IMAGE_CC) $(IMAGE_ASFLAGS) $(IMAGE_CPPFLAGS) -MMD -MP -c -o $@ $<

$(I)/vectors.o: vcpu/aarch64/vectors.S $(O)/gen/asm_offsets.h $(O)/objects.list
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(IMAGE_CC) $(IMAGE_ASFLAGS) -DINJECT=$(INJECT) -Imicrobench/variants $(IMAGE_CPPFLAGS) -MMD -MP -c -o $@ $<

# Payloads: linked one by one at the guest's address, embedded as they are.
vpath %.S $(EXTRA:%=%/payloads) guest-payloads/lib guest-payloads/src
$(O)/payloads/%.o: %.S $(O)/objects.list
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(IMAGE_CC) $(IMAGE_ASFLAGS) $(PAYLOAD_CPPFLAGS) -MMD -MP -c -o $@ $<

$(O)/%.ld: %.ld.S $(O)/objects.list
	@mkdir -p $(@D)
	$(Q)$(IMAGE_CC) -E -P -x assembler-with-cpp $(PAYLOAD_CPPFLAGS) -MMD -MP -MT $@ -MF $@.d -o $@ $<

$(O)/payloads/%.elf: $(O)/payloads/entry.o $(O)/payloads/%.o $(O)/guest-payloads/lib/payload.ld
	$(Q)$(CROSS)ld -T $(O)/guest-payloads/lib/payload.ld -o $@ $(filter %.o,$^)

$(O)/payloads/%.bin: $(O)/payloads/%.elf
	$(Q)$(CROSS)objcopy -O binary $< $@

$(O)/gen/payloads.S: $(O)/objects.list
	@mkdir -p $(@D)
	@{ for p in $(PAYLOADS); do \
		echo ".section .rodata"; \
		echo "name_$$p: .asciz \"$$p\""; \
		echo ".balign 16"; \
		echo "start_$$p: .incbin \"$(O)/payloads/$$p.bin\""; \
		echo "end_$$p:"; \
	   done; \
	   echo ".balign 8"; echo ".global payloads"; echo "payloads:"; \
	   for p in $(PAYLOADS); do echo ".quad name_$$p, start_$$p, end_$$p"; done; \
	   echo ".quad 0, 0, 0"; } > $@.new
	@mv $@.new $@

$(O)/gen/payloads.o: $(O)/gen/payloads.S $(PAYLOAD_BIN)
	$(Q)$(IMAGE_CC) $(IMAGE_ASFLAGS) -c -o $@ $<

# $(call check_inplace,objects): all that an image has of them
check_inplace = $(if $(1),$(Q)OBJDUMP=$(CROSS)objdump scripts/check-inplace.sh $(INPLACE) $(1))

# Of LAYOUT=N: the order of the objects, which constants and data follow, and, from a link as make orders it,
# that of the functions. What optimises at the link would make other code of objects in another order.
SHUFFLE := awk -v seed=$(LAYOUT) -f microbench/variants/random.awk -f microbench/variants
shuffled = $(shell printf '%s\n' $(1) | $(SHUFFLE)/lines.awk)
LINK_ORDER = $(if $(REORDERED),$(if $(LTO),$(LINK_OBJ),$(call shuffled,$(LINK_OBJ))),$(LINK_OBJ))
LINK_SCRIPT := $(if $(REORDERED),$(I)/layout.ld,$(O)/microbench/host/image.ld)

$(I)/layout.ld: $(LINK_OBJ) $(O)/microbench/host/image.ld $(O)/objects.list \
		microbench/variants/random.awk microbench/variants/layout.awk
	@mkdir -p $(@D)
	$(Q)$(call IMAGE_LD,-Map=$(I)/plain.map) -T $(O)/microbench/host/image.ld -o $(I)/plain.elf $(LINK_OBJ)
	$(Q)$(SHUFFLE)/layout.awk $(I)/plain.map $(O)/microbench/host/image.ld > $@
	@rm -f $(I)/plain.map $(I)/plain.elf

$(I)/bench.elf: $(LINK_OBJ) $(LINK_SCRIPT) $(O)/objects.list scripts/check-inplace.sh \
		microbench/variants/lines.awk
	@mkdir -p $(@D)
	$(call check_inplace,$(filter $(O)/microbench/inplace/%,$(LINK_OBJ)))
	$(call say,LD,$@)
	$(Q)$(IMAGE_LD) -T $(LINK_SCRIPT) -o $@ $(LINK_ORDER)

$(I)/bench.bin: $(I)/bench.elf
	$(Q)$(CROSS)objcopy -O binary $< $@

$(I)/manifest: $(I)/bench.elf scripts/image-code.sh
	@{ echo "build=$$($(CROSS)readelf -n $< | awk '/Build ID:/ {print $$3}')"; \
	   echo "board=$(BOARD)"; echo "hal=$(HAL)"; echo "switch=$(SWITCH)"; echo "vectors=$(VECTORS)"; \
	   echo "toolchain=$(TOOLCHAIN)-$(TOOLCHAIN_VERSION)"; echo "flags=$(FLAGS)"; \
	   echo "layout=$(LAYOUT)"; echo "inject=$(INJECT)"; \
	   OBJDUMP=$(CROSS)objdump LTO=$(LTO) scripts/image-code.sh $<; } > $@.new
	@mv $@.new $@

FORCE:
.PHONY: image FORCE
-include $(shell find $(sort $(O) $(I)) -name '*.d' 2>/dev/null)
