#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# That a run measures what it has just built, whatever make is told around it, and that two runs do
# not build in one tree at the same time: on a copy of the tree that has nothing built.
# shellcheck disable=SC2016 # the shell that has the lock expands its own arguments
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

tree=$tmp/tree
mkdir -p "$tree/build"
cp -R Makefile vcpu microbench guest-payloads runner scripts "$tree"
suite one 'hal: [static]' 'benchmarks: [hvc/return]' 'samples: 4'

# build_id: of the image that the newest run measured
build_id() { sed -n 's/.*"qemu-virt-gicv3-static": "\([0-9a-f]*\)".*/\1/p' "$out/latest/run.json"; }
# hold SECONDS: the lock is taken by somebody else, who is $holder
hold()
{
	rm -f "$tmp/held"
	flock "$tree/build/.lock" sh -c ': >"$1"; exec sleep "$2"' sh "$tmp/held" "$1" &
	holder=$!
	while [ ! -e "$tmp/held" ]; do
		sleep 0.1
	done
}
# told_make ARGUMENT...: a run under what a make above it hands down, and what a user may export
told_make()
{
	(
		export TOOLCHAIN=clang EXTRA=microbench/test/hostile HAL=table
		export B="$tmp/elsewhere" V=1 FLAGS=-Os CFLAGS=-bad MAKEFILES=/dev/null MAKELEVEL=1
		export MAKEFLAGS=' -- TOOLCHAIN=clang FLAGS=-Os' MAKEOVERRIDES='TOOLCHAIN=clang FLAGS=-Os'
		measure "$@"
		cp "$tmp/stderr" "$tmp/told"
		exit "$rc"
	)
	rc=$?
}

# --- one image is asked for, and that one is measured --------------------------------------------
told_make --suite "$suite_file"
is "$rc" 0 "a run is not led astray by the environment"
like "$(cat "$out/latest/run.json")" '"toolchain": "gcc-' "it measures the image of gcc"
like "$(cat "$out/latest/run.json")" '"flags": "-O2"' "with the flags of the tree"
first=$(build_id)
tap "nothing is built elsewhere" test ! -e "$tmp/elsewhere"
is "$(find "$tree/build/image" -name bench.elf | wc -l)" 1 "no other image is built"

sed -i 's/^/\n/; 1s/^\n//' "$tree/microbench/benches/hvc_return.c"
told_make --suite "$suite_file"
is "$rc" 0 "the same with a source that has changed"
tap "what is measured is what has changed" test "$(build_id)" != "$first"

# --- one at a time -------------------------------------------------------------------------------
hold 2
measure --suite "$suite_file"
wait
is "$rc" 0 "a run that finds another one building succeeds"
like "$stderr" "^waiting for another trapline run .*$tree/build/\\.lock" "after it has said what it waits for"

measure --suite "$suite_file"
unlike "$stderr" '^waiting' "a run alone waits for nothing"

hold 20
"$trapline" -C "$tree" run --suite "$suite_file" --out "$out" >"$tmp/stdout" 2>"$tmp/stderr" &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -q '^waiting' "$tmp/stderr" && break
	sleep 0.2
done
kill -TERM "$pid"
rc=0
wait "$pid" || rc=$?
kill "$holder"
is "$rc" 3 "a run that is interrupted while it waits is incomplete"
like "$(cat "$tmp/stderr")" '^trapline run: interrupted' "and says so"

tap_done
