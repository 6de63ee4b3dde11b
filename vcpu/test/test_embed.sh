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
# The command of the page that begins with WORD, continued lines included.
command_of()
{
	block sh | awk -v word="$1" '$1 == word { on = 1 } on { print } on && !/\\$/ { exit }'
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

run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc | sed 's/-O2/-O2 -Wall -Wextra -Werror/')"
tap "the example has no warnings" exits 0

# The claims above could be vacuous.
sed 's/hvc	#42/brk	#42/' "$example/boot.S" >"$tmp/embed/boot.S"
run sh -c "cd '$tmp/embed' && $(command_of aarch64-linux-gnu-gcc)"
run timeout 20 sh -c "cd '$tmp/embed' && $(command_of qemu-system-aarch64)" </dev/null
tap "another guest has other exits" silent_on hypercall
tap_done
