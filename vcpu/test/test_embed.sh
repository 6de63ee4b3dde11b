#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The example of docs/embedding.md: built by the commands of that page, with nothing of this tree but what
# pkg-config says, and run on QEMU.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh

page=docs/embedding.md
example=docs/examples/embed

# block WORD: the fenced block of the page that begins with ```WORD
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" $page | grep -v '^```'; }
# command_of WORD [N]: the Nth command of the page, or the first, that begins with WORD, continued lines included
command_of()
{
	block sh | awk -v word="$1" -v n="${2:-1}" \
		'$1 == word && !on && --n == 0 { on = 1 } on { print } on && !/\\$/ { exit }'
}

n_lines=$(cat $example/* | wc -l)
tap "the example has less than 100 lines ($n_lines)" [ "$n_lines" -lt 100 ]
cp -R $example "$tmp/embed"
block text >"$tmp/expected"
tap "the page says what it prints" grep -q '^hypercall' "$tmp/expected"

PKG_CONFIG_PATH=$tmp/lib/pkgconfig
export PKG_CONFIG_PATH
for switch in lazy eager; do
	run make -s -j2 lib L="$tmp/lib" HAL=direct SWITCH=$switch TOOLCHAIN=gcc
	tap "SWITCH=$switch: the library builds" exits 0
	run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc)"
	tap "SWITCH=$switch: the command of the page builds the example" exits 0
	tap "SWITCH=$switch: without a warning" says_nothing
	run timeout 20 sh -c "cd '$tmp/embed' && $(command_of qemu-system-aarch64)" </dev/null
	tap "SWITCH=$switch: it boots, runs its guest and powers off" exits 0
	tr -d '\r' <"$tmp/out" >"$tmp/said"
	tap "SWITCH=$switch: it prints the exits that the page shows" cmp "$tmp/said" "$tmp/expected"
done

# A handler of the page, answered in place: the exit is gone, the others are as they were.
block c | sed -n '/vcpu\/inplace.h/,$p' >"$tmp/embed/inplace.c"
tap "the page has a handler" grep -q vcpu_inplace_hvc "$tmp/embed/inplace.c"
check_command=$(command_of ../../../scripts/check-inplace.sh | sed "s,\.\./\.\./\.\.,$PWD,")
tap "and says how it is checked" [ -n "$check_command" ]
for library in "TOOLCHAIN=gcc VECTORS=plain" "TOOLCHAIN=gcc VECTORS=null-call" "TOOLCHAIN=gcc INPLACE=aapcs" TOOLCHAIN=clang; do
	# shellcheck disable=SC2086
	run make -s -j2 lib L="$tmp/lib" HAL=direct SWITCH=lazy $library
	# As the page says, by the library's compiler.
	run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc 2)"
	tap "$library: the command of the page builds the handler" exits 0
	run sh -c "cd '$tmp/embed' && $check_command"
	tap "$library: the check finds nothing" exits 0
	run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc 3 | sed 's/-o embed.elf/-o inplace.elf/')"
	tap "$library: the command of the page builds the example with it" exits 0
	run timeout 20 sh -c "cd '$tmp/embed' && $(command_of qemu-system-aarch64 | sed 's/embed.elf/inplace.elf/')" </dev/null
	tr -d '\r' <"$tmp/out" >"$tmp/said"
	sed '/^hypercall/d' "$tmp/expected" >"$tmp/fewer"
	tap "$library: its call is no exit any more, and the others are" cmp "$tmp/said" "$tmp/fewer"
done
# With vcpu_run_inline(), and the handler as above.
sed -e 's/vcpu_run(/vcpu_run_inline(/' -e 's,<vcpu/vcpu.h>,<vcpu/run.h>,' "$example/embed.c" >"$tmp/embed/embed.c"
run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc | sed 's/-O2/-O2 -Wall -Wextra -Werror/')"
tap "a run loop can be one with vcpu_run_inline()" exits 0
run timeout 20 sh -c "cd '$tmp/embed' && $(command_of qemu-system-aarch64)" </dev/null
tr -d '\r' <"$tmp/out" >"$tmp/said"
tap "and it sees the same exits" cmp "$tmp/said" "$tmp/expected"
cp "$example/embed.c" "$tmp/embed"

run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc | sed 's/-O2/-O2 -Wall -Wextra -Werror/')"
tap "the example has no warnings" exits 0

# The claims above could be vacuous.
sed 's/hvc	#42/brk	#42/' "$example/boot.S" >"$tmp/embed/boot.S"
run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc)"
run timeout 20 sh -c "cd '$tmp/embed' && $(command_of qemu-system-aarch64)" </dev/null
tap "another guest has other exits" silent_on hypercall
tap_done
