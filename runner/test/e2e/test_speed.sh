#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The programs behind make speed work, at a hundredth of their size. No time is asserted.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh

for source in runner/test/speed/speed_*.c; do
	name=$(basename "$source" .c)
	run "build/speed/$name" --tiny
	tap "$name succeeds" exits 0
	tap "$name names the machine" says 'machine: '
	tap "$name has a row" grep -Eq '  +[0-9]+\.[0-9]{3} +[0-9]+\.[0-9]{3} +[0-9]+ *$' "$tmp/out"
	tap "$name fits 100 columns" [ "$(awk 'length > 100' "$tmp/out" | wc -l)" -eq 0 ]
	tap "$name asserts no time" [ "$(grep -c 'OK$\|over$' "$tmp/out")" -eq 0 ]
	run "build/speed/$name" --tiny --rows
	tap "$name leaves the machine to another with --rows" [ "$(grep -c 'machine: ' "$tmp/out")" -eq 0 ]
	run "build/speed/$name" --fast
	tap "$name refuses another option" exits 2
	tap "$name says which it has" says "no option '--fast' (--tiny or --rows)"
done
tap_done
