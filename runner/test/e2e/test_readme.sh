#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The table in README.md is the one that the command prints, to the instruction.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

rows() { sed -n 's/  */ /g; /^[a-z0-9_]*\/[a-z0-9_]* [0-9]/p' | sort; }

trapline_in "$PATH" run --out "$out"
tap "the default suite is measured" exits 0
toolchain=$(sed -n 's/^toolchain=//p' build/image/qemu-virt-gicv3/gcc-static-lazy/manifest)
if [ "$toolchain" != gcc-12.2.0 ]; then
	tap_skip "README's table is what it printed" "README's compiler is gcc-12.2.0, this is $toolchain"
else
	# Rows of numbers, blanks folded: benchmarks of one's own may stand between those of README.
	printf '%s\n' "$stdout" | rows >"$tmp/printed"
	sed -n 's/^    //p' README.md | rows >"$tmp/documented"
	tap "README has a table" [ "$(wc -l <"$tmp/documented")" -ge 8 ]
	run comm -23 "$tmp/documented" "$tmp/printed"
	tap "README's table is what it printed" says_nothing
fi
tap_done
