# SPDX-License-Identifier: Apache-2.0
# The trapline command and its unit tests: hosted C11.
#
#   build/bin/trapline          the command
#   build/speed/<name>          one program for each runner/test/speed/speed_*.c
#   build/fuzz/<name>           one libFuzzer program for each runner/test/fuzz/fuzz_*.c (clang)
#   build/test/runner/<name>    one cmocka program for each runner/test/test_*.c, with ASan and UBSan

RUNNER_SRC := $(wildcard runner/*.c runner/*/*.c microbench/wire/*.c)
RUNNER_SRC := $(filter-out runner/test/%,$(RUNNER_SRC))
RUNNER_LIBS := yaml-0.1 jansson libxml-2.0 sqlite3 libmd
RUNNER_WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion \
	-Wwrite-strings -Wvla -Wformat=2 -Wundef -Werror
RUNNER_CPPFLAGS = -D_GNU_SOURCE -Irunner -Imicrobench $(shell pkg-config --cflags $(RUNNER_LIBS))
RUNNER_LDLIBS = $(shell pkg-config --libs $(RUNNER_LIBS)) -lm
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

HOSTCC ?= gcc
# What is inlined into report.html, as C.
RUNNER_PAGE := $(B)/gen/page_text.c
RUNNER_OBJ := $(patsubst %.c,$(B)/runner/%.o,$(RUNNER_SRC) $(RUNNER_PAGE))
RUNNER_TEST_OBJ := $(patsubst %.c,$(B)/test/obj/%.o,$(filter-out runner/main.c,$(RUNNER_SRC)) \
	$(RUNNER_PAGE))
RUNNER_TESTS := $(patsubst runner/test/%.c,$(B)/test/runner/%,$(wildcard runner/test/test_*.c))

trapline: $(B)/bin/trapline

# How each group is compiled, and of what it is linked. Rewritten only when that changes, so another
# compiler compiles again, and so does another flag; a source that is gone links again.
RUNNER_CC = $(HOSTCC) -std=c11 -O2 -g $(RUNNER_WARN) $(RUNNER_CPPFLAGS) $(CFLAGS)
RUNNER_TEST_CC = $(HOSTCC) -std=c11 -O1 -g $(SANITIZE) $(RUNNER_WARN) $(RUNNER_CPPFLAGS)
FUZZ_CC = clang -std=c11 -O1 -g -fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) $(RUNNER_WARN) \
	$(RUNNER_CPPFLAGS)

$(B)/runner/compile.list: FORCE
	$(call write_if_changed,$(RUNNER_CC))
$(B)/runner/link.list: FORCE
	$(call write_if_changed,$(HOSTCC) $(LDFLAGS) $(RUNNER_LDLIBS) $(RUNNER_OBJ))
$(B)/test/obj/compile.list: FORCE
	$(call write_if_changed,$(RUNNER_TEST_CC))
$(B)/test/obj/link.list: FORCE
	$(call write_if_changed,$(HOSTCC) $(SANITIZE) $(RUNNER_LDLIBS) $(RUNNER_TEST_OBJ))
$(B)/fuzz/obj/compile.list: FORCE
	$(call write_if_changed,$(FUZZ_CC))
$(B)/fuzz/obj/link.list: FORCE
	$(call write_if_changed,$(FUZZ_SANITIZE) $(RUNNER_LDLIBS) $(FUZZ_OBJ))

$(B)/bin/trapline: $(RUNNER_OBJ) $(B)/runner/link.list
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) -o $@ $(filter %.o,$^) $(LDFLAGS) $(RUNNER_LDLIBS)

$(RUNNER_PAGE): scripts/embed-page runner/report/page/page.css runner/report/page/page.js
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)$^ >$@

$(B)/runner/%.o: %.c $(B)/runner/compile.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(RUNNER_CC) -MMD -MP -c -o $@ $<

$(B)/test/obj/%.o: %.c $(B)/test/obj/compile.list
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(RUNNER_TEST_CC) -MMD -MP -c -o $@ $<

$(B)/test/runner/%: $(B)/test/obj/runner/test/%.o $(RUNNER_TEST_OBJ) \
		$(B)/test/obj/link.list
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) $(SANITIZE) -o $@ $(filter %.o,$^) $(RUNNER_LDLIBS) -lcmocka

# make speed: one program for each subject, with the command's own objects and flags.
SPEED_PROGRAMS := $(patsubst runner/test/speed/%.c,$(B)/speed/%,$(wildcard runner/test/speed/speed_*.c))

$(B)/speed/%: $(B)/runner/runner/test/speed/%.o $(filter-out $(B)/runner/runner/main.o,$(RUNNER_OBJ)) \
		$(B)/runner/link.list
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(HOSTCC) -o $@ $(filter %.o,$^) $(LDFLAGS) $(RUNNER_LDLIBS)

# What takes bytes from outside: console, suites and boards.
FUZZ_OBJ := $(patsubst %.c,$(B)/fuzz/obj/%.o,$(wildcard microbench/wire/*.c runner/ingest/*.c runner/config/*.c))
RUNNER_FUZZERS := $(patsubst runner/test/%.c,$(B)/%,$(wildcard runner/test/fuzz/fuzz_*.c))
FUZZ_SANITIZE := address,undefined -fno-sanitize-recover=all

$(B)/fuzz/obj/%.o: %.c $(B)/fuzz/obj/compile.list
	@mkdir -p $(@D)
	$(call say,FUZZ,$<)
	$(Q)$(FUZZ_CC) -MMD -MP -c -o $@ $<

$(B)/fuzz/fuzz_%: $(B)/fuzz/obj/runner/test/fuzz/fuzz_%.o $(FUZZ_OBJ) $(B)/fuzz/obj/link.list
	$(call say,LINK,$@)
	$(Q)clang -fsanitize=fuzzer,$(FUZZ_SANITIZE) -o $@ $(filter %.o,$^) $(RUNNER_LDLIBS)

.PHONY: trapline
-include $(RUNNER_OBJ:.o=.d) $(RUNNER_TEST_OBJ:.o=.d) $(FUZZ_OBJ:.o=.d)
-include $(wildcard $(B)/runner/runner/test/speed/*.d $(B)/test/obj/runner/test/*.d $(B)/fuzz/obj/runner/test/fuzz/*.d)
