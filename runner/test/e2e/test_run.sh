#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trapline run and list with the real image on the real QEMU.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

kills=8 # moments at which a run is killed

# --- a run, and the same again -------------------------------------------------------------------
suite two 'hal: [static, table]' 'benchmarks: [hvc/return, irq/exit]' 'samples: 32'
measure --suite "$suite_file"
first=$(readlink -f "$out/latest")
is "$rc" 0 "a run of the real image on the real QEMU succeeds"
like "$stdout" '^report: .*/report\.html$' "it names its report"
like "$stdout" '^hvc/return ' "its table has the benchmark"
like "$stderr" '^boot 2/2 qemu-virt-gicv3-cortex-a57-table: 2 of 2 benchmarks$' \
	"without a terminal each boot is one plain line"
unlike "$stderr" "$(printf '\r|\033')" "and nothing is rewritten or coloured"
for file in run.json samples.csv junit.xml report.html logs/qemu-virt-gicv3-cortex-a57-static.log; do
	tap "the run folder has $file" test -s "$first/$file"
done
tap "the patched image is not left in it" has_no_leftover "$out"
tap "the stored run is whole" is_whole_run "$first"
is "$(wc -l <"$first/samples.csv")" $((1 + 4 * 32)) "it has every sample of four cells"
for key in '"status": "complete"' '"clock": "exact"' '"unit": "instructions"' '"qemu": "QEMU' \
	'"qemu-virt-gicv3-table": "[0-9a-f]{32}"'; do
	like "$(cat "$first/run.json")" "$key" "run.json has $key"
done
if git -C "$tree" rev-parse --show-cdup HEAD 2>/dev/null | sed -n '1p' | grep -qx ''; then
	like "$(cat "$first/run.json")" '"revision": "[0-9a-f]{40}"' "run.json has the revision"
else
	tap_skip "run.json has the revision" "the tree is not that of a git repository"
fi

measure --suite "$suite_file"
second=$(readlink -f "$out/latest")
tap "a second run is another folder" test "$first" != "$second"
tap "two runs give byte-identical samples" cmp -s "$first/samples.csv" "$second/samples.csv"
run "$trapline" compare "$first" "$second"
tap "compare finds no difference between them" exits 0

# --- what a run can be told ----------------------------------------------------------------------
measure --suite "$suite_file" --no-build --filter '^irq/.* static$' --samples 7 --color always
is "$rc" 0 "a run of one cell succeeds"
is "$(wc -l <"$out/latest/samples.csv")" 8 "a filter and a number of samples are obeyed"
like "$stdout" "$(printf '\033')" "colour is forced by --color=always"
command="$trapline -C $tree run --suite $suite_file --filter '^irq/.* static\$' --samples 7 --out $out"
tap "run.json has the command that repeats it, as a shell needs it" \
	grep -qxF "  \"command\": \"$command\"," "$out/latest/run.json"
cp "$out/latest/samples.csv" "$tmp/samples"
eval "$command" >"$tmp/out" 2>&1
tap "and that repeats it" cmp -s "$tmp/samples" "$out/latest/samples.csv"

measure --suite "$suite_file" --filter nothing
is "$rc" 2 "a filter that matches nothing is a usage error"
like "$stderr" '^  irq/exit qemu-virt-gicv3/cortex-a57 table$' "and shows what it could match"
unlike "$stderr" ' more: ' "all of it when that is little"
measure --filter nosuch
n_cells=$("$trapline" -C "$tree" list cells | wc -l)
is "$(printf '%s\n' "$stderr" | grep -c '^  [a-z]')" 8 "else the first eight"
like "$stderr" "^and $((n_cells - 8)) more: trapline list cells\$" "and how to see the others"
measure --suite quick --filter nosuch
like "$stderr" ' more: trapline list cells --suite quick$' "of the same suite"
measure --suite "$suite_file" --filter '('
is "$rc" 2 "a filter that is no expression is a usage error"
like "$stderr" "^trapline run: --filter: '\\(' is no POSIX" "and is quoted"
measure --suite "$suite_file" --filter '(((a{1,255}){1,255}){1,255}){1,255}'
is "$rc" 2 "a filter that would take for ever is a usage error"
like "$stderr" "is more than is allowed: 256 bytes, one '[{]'" "and what is allowed is said"
trapline_in "$PATH" run --suite "$suite_file" --out ''
is "$rc" 2 "results in a folder without a name are a usage error"
like "$stderr" "^trapline run: --out: '' is no folder" "and are told"
hostile=$(printf 'z\033[31m')
for wrong in "$hostile" "--$hostile" "--suite=$hostile" "--filter=$hostile" "--color=$hostile"; do
	measure "$wrong"
	is "$rc" 2 "an escape in an argument"
	is "$(tr -cd '\033' <"$tmp/stderr")" "" "no escape of an argument reaches the terminal"
done
trapline_in "$PATH" "$hostile"
like "$stderr" "^trapline: no command 'z[?]\[31m'" "nor does one of a command that is none"
measure --suit "$suite_file" --fliter x
is "$rc" 2 "an unknown option is a usage error"
like "$(printf '%s' "$stderr" | tr -s '\n ' ' ')" "^trapline run: no option '--fliter' \\(did you mean '--filter'\\?.*--no-build" \
	"and shows what exists"
measure --samples 0
is "$rc" 2 "no samples are a usage error"
measure extra
is "$rc" 2 "an operand is a usage error"
trapline_in "$PATH" rum
is "$rc" 2 "an unknown command is a usage error"
like "$stderr" "did you mean 'run'\\?.*list, gate" "and shows what exists"
trapline_in "$PATH" run --suite dafault
is "$rc" 2 "an unknown suite is a usage error"
like "$stderr" "did you mean 'default'\\?" "and shows what exists"
trapline_in "$PATH" compare latest
like "$stderr" '^trapline compare: 1 run given ' "one run is counted as one"
trapline_in "$PATH" run --help
is "$rc" 0 "help is no error"
like "$stdout" '^Exit codes: ' "and tells the exit codes"

# --- how it measures, and what does not apply ----------------------------------------------------
suite apart 'hal: [static]' 'benchmarks: [hvc/return, hvc/vector]' 'samples: 8' 'vectors: [plain, null-call]'
trapline_in "$PATH" run --suite "$suite_file" --out "$tmp/apart" --cold
is "$rc" 0 "what does not apply is no failure"
like "$stdout" '^hvc/vector +n/a ' "and shown as that"
like "$stdout" '^4 cells, 3 measured, 1 not applicable' "and counted apart"
like "$stdout" '^Median instructions for one operation \(cold\)' "a cold run says so"
like "$(cat "$tmp/apart/latest/run.json")" '"cold": true' "run.json too"
like "$(cat "$tmp/apart/latest/run.json")" '"command": ".* --cold --out ' "and how to repeat it"
like "$(cat "$tmp/apart/latest/run.json")" '"qemu-virt-gicv3-static-null-call": "[0-9a-f]{32}"' \
	"each set of vectors is an image"
like "$(cat "$tmp/apart/latest/junit.xml")" 'skipped="1"' "junit.xml has it as skipped"
trapline_in "$PATH" run --suite "$suite_file" --out "$tmp/apart" --no-build
run "$trapline" compare "$tmp/apart/latest" "$(find "$tmp/apart/runs" -mindepth 1 | sort | head -n 1)"
tap "a cold run is not compared with another" exits 2
tap "and why is said" says "the old run was measured warm and without load, the new one cold"

# The exact clock is one for all CPUs: load on it is refused before anything is built or booted.
trapline_in "$PATH" run --suite "$suite_file" --out "$tmp/loaded" --load
is "$rc" 2 "load on the exact clock is a usage error"
like "$stderr" "^trapline run: --load: .*/apart.yaml has 'clock: exact', which is one clock for all CPUs: " \
	"and why is said"
like "$stderr" "'clock: cntvct', as --suite load" "and what to do"
tap "and nothing was started" test ! -e "$tmp/loaded"
suite loaded 'load: true'
trapline_in "$PATH" run --suite "$suite_file" --out "$tmp/loaded"
is "$rc" 2 "a suite that asks for both is refused too"
like "$stderr" "^trapline run: load: true: .*/loaded.yaml has 'clock: exact'" "by its key"
tap "and nothing was started either" test ! -e "$tmp/loaded"
trapline_in "$PATH" run --suite load --out "$tmp/loaded"
is "$rc" 0 "the suite load is measured"
like "$stdout" ' \(under load\)' "and says so"

# --- files that are wrong ------------------------------------------------------------------------
suite bad 'smaples: 3' 'warmup: many' 'timeout_s: 0'
measure --suite "$suite_file"
is "$rc" 2 "a bad suite is a usage error"
is "$(printf '%s\n' "$stderr" | grep -c "^$tmp/bad.yaml:[0-9]*:[0-9]*: ")" 3 \
	"and all its faults are told with their places in one go"
: >"$tmp/empty.yaml"
measure --suite "$tmp/empty.yaml"
is "$rc" 2 "an empty suite is a usage error"
measure --suite "$tmp/none.yaml"
is "$rc" 2 "a suite that is not there is a usage error"
tap "none of them made a run folder" test "$(find "$out/runs" -mindepth 1 -maxdepth 1 | wc -l)" -eq 4

# --- list ----------------------------------------------------------------------------------------
trapline_in "$PATH" list
is "$rc" 0 "list succeeds"
is "$(printf '%s\n' "$stdout" | awk 'length > 100' | wc -l)" 0 "list stays within 100 columns"
script -qec "stty cols 60; '$trapline' -C '$tree' list suites" /dev/null | tr -d '\r' >"$tmp/narrow"
is "$(awk 'length > 60' "$tmp/narrow" | wc -l)" 0 "and within a narrower terminal"
like "$(cat "$tmp/narrow")" '^  quick ' "of all that it shows"
trapline_in "$PATH" list cells --suite "$tmp/two.yaml"
is "$(printf '%s\n' "$stdout" | wc -l)" 4 "list cells has a line for each cell"

# What the helps show works: each list, and each filter matches something.
for words in --help "list --help" "run --help"; do
	# shellcheck disable=SC2086 # words
	"$trapline" $words | sed -n 's/^  trapline \(.*\)/\1/p' | sed 's/   .*//'
done >"$tmp/examples"
cells=$("$trapline" -C "$tree" list cells)
sed -n "s/^list\([^|]*\).*/\1/p" "$tmp/examples" >"$tmp/lists"
sed -n "s/^run .*--filter '\([^']*\)'.*/\1/p" "$tmp/examples" >"$tmp/filters"
while read -r words; do
	# shellcheck disable=SC2086 # words
	run "$trapline" -C "$tree" list $words
	tap "example: list $words" exits 0
done <"$tmp/lists"
while read -r filter; do
	like "$cells" "$filter" "example: --filter '$filter'"
done <"$tmp/filters"
is "$(wc -l <"$tmp/lists")+$(wc -l <"$tmp/filters")" 4+2 "all of them were tried"

rc=0
"$trapline" -C "$tree" list >/dev/full 2>"$tmp/out" || rc=$?
is "$rc" 3 "a list that cannot be written is a failure"
trapline_in "$PATH" list cells --suite "$tmp/bad.yaml"
is "$rc" 2 "list refuses a bad suite too"

# --- a run that is interrupted or killed ---------------------------------------------------------
suite long 'samples: 60000' 'timeout_s: 10'
out=$tmp/interrupted
"$trapline" -C "$tree" run --no-build --suite "$suite_file" --out "$out" >"$tmp/stdout" 2>"$tmp/stderr" &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	is_qemu_left && break
	sleep 0.1
done
kill -TERM "$pid"
rc=0
wait "$pid" || rc=$?
is "$rc" 3 "an interrupted run says that it is incomplete"
like "$(cat "$tmp/stderr")" '^trapline run: interrupted' "and why"
tap "it stored what it had" is_whole_run "$out/latest"
tap "no QEMU outlives it" no_qemu_left
tap "and no temporary file" has_no_leftover "$out"

out=$tmp/killed
left=0
half=0
i=0
while [ "$i" -lt "$kills" ]; do
	"$trapline" -C "$tree" run --no-build --suite "$suite_file" --out "$out" >/dev/null 2>&1 &
	pid=$!
	# From at once to well into the report.
	sleep "$(awk -v i="$i" 'BEGIN { srand(); printf "%.2f", i * 0.25 + rand() * 0.25 }')"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	no_qemu_left || left=$((left + 1))
	for folder in "$out"/runs/*/ "$out"/latest/; do
		[ -d "$folder" ] || continue
		is_whole_run "$folder" || half=$((half + 1))
	done
	i=$((i + 1))
done
is "$left" 0 "kill -9 at $kills moments leaves no QEMU"
is "$half" 0 "and no half result"
suite one 'hal: [static]' 'benchmarks: [hvc/return]' 'samples: 4'
measure --no-build --suite "$suite_file"
is "$rc" 0 "the next run succeeds"
tap "and clears what they left" has_no_leftover "$out"

tap_done
