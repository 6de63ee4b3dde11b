#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The table in README.md is the one that the command prints, to the instruction.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

trapline_in "$PATH" run --out "$out"
tap "the default suite is measured" exits 0
toolchain=$(sed -n 's/^toolchain=//p' build/image/qemu-virt-gicv3/gcc-static-lazy/manifest)
if [ "$toolchain" != gcc-12.2.0 ]; then
	tap_skip "README's table is what it printed" "README's compiler is gcc-12.2.0, this is $toolchain"
else
	# From the title to the line that counts the cells.
	printf '%s\n' "$stdout" | sed -n '/^Median/,/cells,/p' >"$tmp/printed"
	sed -n 's/^    //; /^Median/,/cells,/p' README.md | sed '/^report:/,$d' >"$tmp/documented"
	run diff "$tmp/documented" "$tmp/printed"
	tap "README's table is what it printed" exits 0
fi
tap_done
