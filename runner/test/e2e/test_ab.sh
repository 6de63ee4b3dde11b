#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Two builds measured by turns: choices, images, revisions, a clock with noise, and what is refused.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

suite exact "benchmarks: [irq/exit, hvc/return]" "samples: 8" "hal: [static]"
exact=$suite_file
suite noisy "benchmarks: [hvc/return]" "hal: [static]" "samples: 200" "clock: cntvct"
noisy=$suite_file
image=build/image/qemu-virt-gicv3/gcc-static-lazy

# ab ARGUMENT...: trapline ab, with $out; $old and $new are the folders it says
ab()
{
	trapline_in "$PATH" ab --out "$out" "$@"
	old=$(printf '%s\n' "$stdout" | sed -n 's/^old: \(\/.*\)/\1/p')
	new=$(printf '%s\n' "$stdout" | sed -n 's/^new: \(\/.*\)/\1/p')
}

ab --suite "$exact" hal=static hal=table
is "$rc" 1 "a slower binding is a regression"
like "$stdout" '^irq/exit .* \+21 \(.*regressed' "by so many instructions"
tap "the old side is a whole run" is_whole_run "$old"
tap "the new side is a whole run" is_whole_run "$new"
like "$(cat "$new/run.json")" '"side": "new"' "which knows its side"
like "$(cat "$old/run.json")" '"of": "hal=static"' "and what it was made of"
like "$(cat "$old/run.json")" '"command": ".* ab .* -- hal=static hal=table"' "and the command"
trapline_in "$PATH" compare --across hal "$old" "$new"
is "$rc" 1 "compare says the same of the two runs"

ab --suite "$exact" --format json hal=table .
is "$rc" 0 "a faster one is none; what one side chooses is the usual on the other"
like "$stdout" '"verdict": "improved"' "but an improvement"

cp -r "$image" "$tmp/image"
ab --suite "$exact" "$tmp/image" "$tmp/image/bench.elf"
is "$rc" 0 "an image beside itself, as a folder and as a file"
like "$stdout" '2 unchanged' "is unchanged"
suite more "benchmarks: [irq/exit, hvc/return]" "samples: 8" "hal: [static]" 'include: ["benchmark=mmio/read_4 flags=-Os"]'
ab --suite "$suite_file" "$tmp/image" "$tmp/image/bench.elf"
is "$rc" 0 "an image and a suite that includes cells"
like "$stdout" '3 unchanged' "are measured of the same image"
grep -v '^hal=' "$image/manifest" >"$tmp/image/manifest"
ab --suite "$exact" "$tmp/image" .
is "$rc" 2 "a manifest that lacks a choice"
like "$stderr" "$tmp/image/manifest: has no 'hal='" "is named"
ab --suite "$exact" ./nothing.elf .
is "$rc" 2 "no such image"
like "$stderr" 'no image: ./nothing.elf' "is named"

ab --suite "$noisy" --boots 2 . .
is "$rc" 3 "two boots a side on a clock with noise cannot tell"
like "$stdout" 'hvc/return .* inconclusive' "and say so"
is "$(grep -c '"boot": [01]' "$new/run.json")" 2 "each is stored"
like "$stderr" 'boot 2/4 new .*-boot0' "the first round is A B"
like "$stderr" 'boot 3/4 new .*-boot1' "the second is B A"

ab --suite "$exact" hal=tabel .
is "$rc" 2 "a choice that make does not have"
like "$stderr" "hal: no 'tabel' \(did you mean 'table'" "is told with what is meant"
ab --suite "$exact" .
is "$rc" 2 "one side alone"
ab --suite "$exact" --filter nothing . hal=table
is "$rc" 2 "a filter that matches nothing"

ab --suite "$exact" --output "$tmp/nowhere/verdicts" . hal=table
is "$rc" 2 "a file in a folder that is not there"
like "$stderr" "^trapline ab: --output: $tmp/nowhere/verdicts: cannot be written:" "is named as it was given"
is "$(printf '%s' "$stderr" | grep -c '^boot ')" 0 "before a boot"

if [ "$(git -C "$tree" rev-parse --show-prefix 2>&1)" = "" ]; then
	ab --suite "$exact" HEAD HEAD
	is "$rc" 0 "a revision beside itself"
	like "$stdout" '2 unchanged' "is unchanged"
	hash=$(git -C "$tree" rev-parse HEAD)
	like "$(cat "$old/run.json")" "\"revision\": \"$hash\"" "its run names it"
	tap "its sources are kept" [ -d "$tree/build/ab/$hash" ]
	is "$(git -C "$tree" rev-parse HEAD)" "$hash" "the checkout is where it was"
	# As a hook of another repository would have it.
	export GIT_DIR=/dev/null/nowhere
	ab --suite "$exact" no-such-revision .
	unset GIT_DIR
	is "$rc" 2 "no such revision"
	like "$stderr" "git knows no revision 'no-such-revision'" "is named"
fi
# Stopped in its third boot. A shell's background ignores SIGINT, and so would the command.
"$trapline" -C "$tree" ab --out "$out" --suite "$noisy" --boots 20 . . >"$tmp/stdout" 2>"$tmp/stderr" </dev/null &
pid=$!
for _ in $(seq 300); do
	grep -q '^boot 2/' "$tmp/stderr" && break
	sleep 0.1
done
kill -TERM "$pid"
rc=0
wait "$pid" || rc=$?
is "$rc" 3 "interrupted, it is incomplete"
like "$(cat "$tmp/stderr")" 'interrupted; what was measured before is kept' "and says what is kept"
for side in old new; do
	folder=$(sed -n "s/^$side: \(\/.*\)/\1/p" "$tmp/stdout")
	is "$(grep -c '"error": "interrupted' "$folder/run.json")" "$(grep -c '"status": "missing"' "$folder/run.json")" "$side: what is missing says so"
	tap "$side: it is stored" [ "$(grep -c '"status": "ok"' "$folder/run.json")" -ge 1 ]
done

tap "no folder is half written" has_no_leftover "$out/runs"

ab "$(printf 'a\033[31m')" .
is "$rc" 2 "a revision that is none"
like "$stderr" "git knows no revision 'a[?]\[31m'" "is named, and harmless"
tap_done
