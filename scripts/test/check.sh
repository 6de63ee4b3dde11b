#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make check on a tree of two sources that is right, and then with one thing wrong at a time: a check
# that cannot go red is none.
# Claims are called by tap, and make and the scripts under test expand their own variables.
# shellcheck disable=SC2016,SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
tree=$tmp/tree

put()
{
	mkdir -p "$tree/$(dirname "$1")"
	printf '%s\n' "$2" >"$tree/$1"
}

host_source='/* SPDX-License-Identifier: Apache-2.0 */
#include "main.h"

int main(void)
{
	return status();
}'
image_source='/* SPDX-License-Identifier: Apache-2.0 */
int entry(void);

int entry(void)
{
	return 0;
}'

policy='/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SWITCH_POLICY_H
#define SWITCH_POLICY_H

static inline int policy(void)
{
	return 0;
}

#endif'

new_tree()
{
	put runner/main.c "$host_source"
	put runner/main.h '/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MAIN_H
#define MAIN_H

static inline int status(void)
{
	return 0;
}

#endif'
	put microbench/host/entry.c "$image_source"
	put vcpu/aarch64/switch/eager/switch_policy.h "$policy"
	put runner/test/e2e/case.sh '#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
exit 0'
}

check() { run make -C "$tree" --no-print-directory "$@"; }

# wrong CLAIM TARGET FILE TEXT MESSAGE: the right tree with TEXT as FILE fails make TARGET.
wrong()
{
	new_tree
	put "$3" "$4"
	check "$2"
	tap "$1: $2 fails" exits 2
	tap "$1: says where and what" says "$5"
}

mkdir -p "$tree"
cp -r scripts .clang-format .clang-tidy "$tree"
rm -f "$tree"/scripts/test/*.sh
cp scripts/test/tap.sh "$tree/scripts/test"
mkdir -p "$tree/.ci" "$tree/vcpu" "$tree/guest-payloads"
put Makefile '# SPDX-License-Identifier: Apache-2.0
B := build
HOSTCC := gcc
RUNNER_SRC := runner/main.c
RUNNER_WARN := -Wall -Wextra -Werror
RUNNER_CPPFLAGS := -Irunner
TOOLCHAINS := gcc clang
HALS := static table
HAL := static
SWITCHES := lazy eager
SWITCH := lazy
BOARD_MARCH := armv8-a
IMAGE_CC := aarch64-linux-gnu-gcc
IMAGE_WARN := -Wall -Wextra -Wmissing-prototypes -Werror
IMAGE_CPPFLAGS := -Imicrobench
include scripts/check.mk
image:
	@echo $(HAL)-$(SWITCH)-$(TOOLCHAIN) >>images
	@[ "$(BREAK)" != "$(HAL)-$(SWITCH)-$(TOOLCHAIN)" ]
.PHONY: image'
put runner/runner.mk '# SPDX-License-Identifier: Apache-2.0'
put microbench/microbench.mk '# SPDX-License-Identifier: Apache-2.0'
new_tree
check check
tap "a tree in order: exit 0" exits 0
tap "a tree in order: one line a check, and a last one" ends_with "check: all ok"
for name in format "gcc warnings" "clang warnings" images clang-tidy cppcheck layers headers words \
	shellcheck; do
	tap "a tree in order: $name ran" says_line "check: $name ok"
done
tap "every binding and every policy is built with every compiler" test "$(sort "$tree/images" | tr '\n' ' ')" = \
	"static-eager-clang static-eager-gcc static-lazy-clang static-lazy-gcc table-lazy-clang table-lazy-gcc "

touch "$tmp/before"
check check-tidy
tap "a second run analyses nothing again" test \
	-z "$(find "$tree/build/check" -name '*.ok' -newer "$tmp/before")"
touch "$tree/runner/main.h"
check check-tidy
tap "a changed header has its users analysed again" test \
	"$tree/build/check/tidy/runner/main.ok" -nt "$tmp/before"

check check BREAK=table-lazy-clang
tap "one image that does not build: exit 2" exits 2
tap "one image that does not build: no success at the end" silent_on "check: all ok"
tap "one image that does not build: the other checks still ran" says "check: words ok"

wrong "spaces for tabs" check-format runner/main.c "$host_source
int  spaced;" "runner/main.c:8:4: error: code should be clang-formatted"
wrong "a warning of gcc" check-gcc runner/main.c '#include "main.h"
int main(void) { int unused; return status(); }' "runner/main.c:2:22: error: unused variable"
wrong "a warning of clang alone" check-clang runner/main.c '#include "main.h"
int main(void) { int x = status(); x = x; return x; }' "runner/main.c:2:38: error: explicitly assigning"
wrong "a flaw that clang-tidy sees in the runner" check-tidy runner/main.c '#include "main.h"
int main(void) { if (status()) return 1; return 0; }' "readability-braces-around-statements"
wrong "a flaw that clang-tidy sees in the image" check-tidy microbench/host/entry.c \
	'int entry(int x); int entry(int x) { if (x) return 1; return 0; }' \
	"readability-braces-around-statements"
wrong "a flaw that clang-tidy sees in a policy" check-tidy vcpu/aarch64/switch/eager/switch_policy.h \
	'static inline int policy(int x) { if (x) return 1; return 0; }' \
	"readability-braces-around-statements"
wrong "a flaw that cppcheck sees in a policy" check-cppcheck vcpu/aarch64/switch/eager/switch_policy.h \
	'static inline int policy(void) { int a[2]; a[2] = 0; return a[0]; }' "switch_policy.h:1"
wrong "a C library header in the image" check-tidy microbench/host/entry.c '#include <stdio.h>' \
	"stdio.h"
wrong "a flaw that cppcheck sees" check-cppcheck runner/main.c \
	'int main(void) { int a[2]; a[2] = 0; return a[0]; }' "runner/main.c:1"
wrong "a layer" check-layers microbench/host/entry.c '#include "main.h"' "microbench/host/entry.c:1"
wrong "a header" check-headers runner/main.h '#define X' "runner/main.h:1: no header guard"
wrong "a word" check-words runner/main.c 'int main(void);' "runner/main.c:1: names no licence"
wrong "a shell script outside scripts" check-shell runner/test/e2e/case.sh '#!/bin/sh
rm $1' "SC2086"
tap_done
