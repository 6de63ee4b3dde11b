# SPDX-License-Identifier: Apache-2.0
# libvcpu for another hypervisor: a library, its headers and a pkg-config file.
#
#   make lib [HAL=direct|table] [HAL=static HAL_HOST=...] [SWITCH=...] [VECTORS=...] [TOOLCHAIN=...]
#            [INPLACE=narrow|aapcs]
#     build/lib/libvcpu.a
#     build/lib/include/			all that the public headers include
#     build/lib/pkgconfig/libvcpu.pc	may be moved together with the two above
#
# HAL_HOST=<folder>: where the embedding hypervisor's hal_host.h is. A compiled library cannot know it,
# so HAL=direct is what is built when nothing is said.
# INPLACE: the register convention of what is answered in place, <vcpu/inplace.h>. Of the compiler's, the one
# that saves less, when nothing is said.

L := $(B)/lib
LIB_HALS := $(filter-out %-lto,$(HALS))
LIB_HAL := $(if $(filter file,$(origin HAL)),direct,$(HAL))
LIB_MARCH := armv8-a
HAL_HOST ?=
LIB_O := $(L)/obj/$(TOOLCHAIN)-$(LIB_HAL)-$(SWITCH)-$(VECTORS)$(if $(filter-out -O2,$(FLAGS)),+$(FLAGS:-%=%))

LIB_CHECK = $(if $(filter $(LIB_HAL),$(LIB_HALS)),,$(error a library has no HAL=$(LIB_HAL), which needs \
	all sources in one link; have: $(LIB_HALS)))$(if $(filter static,$(LIB_HAL)),$(if $(wildcard \
	$(HAL_HOST:%=%/hal_host.h)),,$(error HAL=static needs HAL_HOST=<folder that has hal_host.h>: the calls \
	become what it defines)))

LIB_CFLAGS = $(subst -march=$(BOARD_MARCH),-march=$(LIB_MARCH),$(IMAGE_CFLAGS)) $(KEEP_X18)
LIB_ASFLAGS = $(subst -march=$(BOARD_MARCH),-march=$(LIB_MARCH),$(IMAGE_ASFLAGS))
LIB_CPPFLAGS = -Ivcpu -Ivcpu/include -Ivcpu/aarch64/seam -Ivcpu/aarch64/switch/$(SWITCH) \
	-Ivcpu/aarch64/inplace/$(INPLACE) -Ivcpu/aarch64/vectors/$(VECTORS) \
	-Ivcpu/hal/$(LIB_HAL) $(if $(filter static,$(LIB_HAL)),-I'$(HAL_HOST)') -I$(LIB_O)/gen

LIB_SRC := $(filter-out vcpu/aarch64/asm_offsets.c,$(wildcard vcpu/core/*.c vcpu/aarch64/*.c \
	vcpu/aarch64/*.S vcpu/hal/$(LIB_HAL)/*.c vcpu/aarch64/switch/$(SWITCH)/*.c \
	vcpu/aarch64/switch/$(SWITCH)/*.S))
LIB_OBJ := $(patsubst %,$(LIB_O)/%.o,$(basename $(LIB_SRC)))
LIB_HEADERS := $(wildcard vcpu/include/vcpu/*) $(addprefix vcpu/aarch64/seam/cpu/,access.h run.h) \
	vcpu/hal/$(LIB_HAL)/hal_bind.h
# Where each is for those who include it: the part of its path behind its include root.
LIB_INCLUDE := $(patsubst vcpu/include/%,%,$(patsubst vcpu/aarch64/seam/%,%,$(patsubst \
	vcpu/hal/$(LIB_HAL)/%,%,$(LIB_HEADERS))))
VERSION = $(shell sed -n 's/.*TRAPLINE_VERSION "\(.*\)"/\1/p' runner/version.h)

lib: $(L)/libvcpu.a $(L)/include.list $(L)/pkgconfig/libvcpu.pc ## libvcpu.a, headers and pkg-config file in build/lib

$(L)/variant.list: FORCE
	$(LIB_CHECK)
	$(call write_if_changed,$(IMAGE_CC) $(TOOLCHAIN_VERSION) $(LIB_CFLAGS) $(IMAGE_WARN) $(LIB_CPPFLAGS) \
		$(LIB_ASFLAGS) $(INPLACE_CFLAGS) $(LIB_OBJ) $(LIB_INCLUDE) $(VERSION))

$(LIB_O)/gen/asm_offsets.h: vcpu/aarch64/asm_offsets.c $(L)/variant.list
	@mkdir -p $(@D)
	$(Q)$(IMAGE_CC) $(LIB_CFLAGS) $(IMAGE_WARN) $(LIB_CPPFLAGS) -MMD -MP -MT $@ -MF $@.d -S -o $@.s $<
	$(write_offsets)

$(LIB_O)/%.o: %.c $(L)/variant.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(IMAGE_CC) $(LIB_CFLAGS) $(IMAGE_WARN) $(LIB_CPPFLAGS) -MMD -MP -MT $@ -MF $(@:.o=.d) -c -o $@.new $<
	@mv -f $@.new $@

$(LIB_O)/%.o: %.S $(LIB_O)/gen/asm_offsets.h $(L)/variant.list
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(IMAGE_CC) $(LIB_ASFLAGS) $(LIB_CPPFLAGS) -MMD -MP -MT $@ -MF $(@:.o=.d) -c -o $@.new $<
	@mv -f $@.new $@

# Everything is made beside its place and moved there whole: a make that was killed leaves nothing that
# the next one takes for finished.
#
# Names that an embedder may see, the one that <vcpu/run.h> calls among them; all others are the library's own
# and collide with nobody's.
LIB_PUBLIC := vcpu_ stage2_ ptable_ vmid_ arch_vcpu_run

# From nothing: a member whose source is gone must not stay. One member: what the files share with each
# other is settled before names are hidden.
$(L)/libvcpu.a: $(LIB_OBJ) $(L)/variant.list
	$(call say,AR,$@)
	@rm -f $@ $@.new
	$(Q)$(CROSS)ld -r -o $(LIB_O)/libvcpu.o $(LIB_OBJ)
	$(Q)$(CROSS)objcopy --wildcard $(LIB_PUBLIC:%=--keep-global-symbol='%*') $(LIB_O)/libvcpu.o
	$(Q)$(CROSS)ar rcsD $@.new $(LIB_O)/libvcpu.o
	@mv -f $@.new $@

$(L)/include.list: $(LIB_HEADERS) $(L)/variant.list
	@rm -rf $(L)/include
	@mkdir -p $(addprefix $(L)/include/,$(sort $(dir $(LIB_INCLUDE))))
	@$(foreach i,$(shell seq $(words $(LIB_HEADERS))),cp $(word $i,$(LIB_HEADERS)) \
		$(L)/include/$(word $i,$(LIB_INCLUDE)) && ) printf '%s\n' $(LIB_INCLUDE) >$@

# $(call write_pc,includedir). A guest's FP registers stay loaded in the hypervisor, which must not use them.
define write_pc
	@mkdir -p $(dir $@)
	@{ echo 'libdir=$${pcfiledir}/..'; \
	   echo 'includedir=$(1)'; \
	   echo 'inplace_convention=$(INPLACE)'; \
	   echo 'inplace_cflags=$(strip $(INPLACE_CFLAGS))'; \
	   echo; \
	   echo 'Name: libvcpu'; \
	   echo 'Description: EL2 vCPU core for AArch64, freestanding (HAL=$(LIB_HAL), SWITCH=$(SWITCH), VECTORS=$(VECTORS))'; \
	   echo 'Version: $(VERSION)'; \
	   echo 'Cflags: -I$${includedir} -mgeneral-regs-only $(KEEP_X18)'; \
	   echo 'Libs: -L$${libdir} -lvcpu'; } >$@
endef
$(L)/pkgconfig/libvcpu.pc: $(L)/variant.list vcpu/lib.mk
	$(call write_pc,$${libdir}/include)
$(L)/installed/libvcpu.pc: $(L)/variant.list vcpu/lib.mk
	$(call write_pc,$${libdir}/../include/libvcpu)

install-lib: lib $(L)/installed/libvcpu.pc ## Put libvcpu below PREFIX
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/lib' $(L)/libvcpu.a
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/lib/pkgconfig' $(L)/installed/libvcpu.pc
	@cd $(L)/include && for header in $(LIB_INCLUDE); do \
		install -D -m 644 $$header '$(DESTDIR)$(PREFIX)/include/libvcpu/'$$header || exit 1; \
	done

.PHONY: lib install-lib
-include $(shell find $(LIB_O) -name '*.d' 2>/dev/null)
