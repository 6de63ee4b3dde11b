#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A run in two parts is, joined, what it is in one piece; and what is wrong with parts is named.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

merge() { trapline_in "$PATH" merge --out "$tmp/whole" "$@"; }

suite parted 'hal: [static, table]' 'benchmarks: [hvc/return, hvc/vector]' 'samples: 32'
for i in 1 2; do
	trapline_in "$PATH" shard $i/2 --suite "$suite_file" --out "$tmp/part$i"
	is "$rc" 0 "part $i of 2 is measured"
done
part1=$tmp/part1/latest
tap "and says which it is" grep -q '"index": "1"' "$part1/run.json"
is "$(grep -c '"benchmark"' "$part1/run.json")" 2 "and has half of the cells"

merge "$tmp/part1" "$tmp/part2"
is "$rc" 0 "both parts are merged"
like "$stdout" '^2 of 2 shards, 4 cells: 2 measured, 2 not applicable, 0 without a result$' "and counted"
measure --suite "$suite_file"
tap "the samples are those of a run in one piece" cmp "$tmp/whole/latest/samples.csv" "$out/latest/samples.csv"
trapline_in "$PATH" compare "$out/latest" "$tmp/whole/latest"
is "$rc" 0 "and no cell differs"
tap "the logs of both are there" [ -s "$tmp/whole/latest/logs/qemu-virt-gicv3-cortex-a57-static.log" -a \
	-s "$tmp/whole/latest/logs/qemu-virt-gicv3-cortex-a57-table.log" ]
tap "and a report" [ -s "$tmp/whole/latest/report.html" ]

# --- a lab's folder ------------------------------------------------------------------------------
lab_in() { trapline_in "$PATH" "$@" "$lab"; }

merge --by-board "$tmp/part1" "$tmp/part2"
is "$rc" 0 "both parts are merged by boards"
like "$stdout" '^2 of 2 shards, 1 board, 4 cells: 2 measured' "and counted"
lab=$(echo "$tmp"/whole/labs/*)
tap "a board's run is the whole of it" cmp "$lab"/runs/*/samples.csv "$out/latest/samples.csv"
tap "nothing of the work is left over" has_no_leftover "$tmp/whole/labs"
trapline_in "$PATH" baseline accept "$out/latest" --reason "for a test" --baselines "$tmp/base"
lab_in gate --baselines "$tmp/base"
is "$rc" 0 "the lab is as its baselines"
like "$stdout" '^all boards +2 +0 +0 +0 +0 +2$' "and counted"
sed -i '/"hvc\/return"/s/"samples": {"\([0-9]*\)"/"samples": {"1"/' "$tmp"/base/*,static,*
lab_in gate --baselines "$tmp/base"
is "$rc" 1 "a board with a cell that got slower is red: exit 1"
like "$stdout" '^hvc/return .* regressed$' "the cell is named"
like "$stdout" '^qemu-virt-gicv3 +1 +0 +1 ' "and its board's row has it"
lab_in report --against baselines --baselines "$tmp/base"
is "$rc" 0 "the lab has pages"
tap "one of all, with what got slower" grep -q '1 regressed' "$lab/index.html"
tap "that leads to the board's" grep -q 'href="runs/[^"]*/report.html"' "$lab/index.html"
tap "which is there" [ -s "$(echo "$lab"/runs/*/report.html)" ]
lab_in report
is "$rc" 0 "and pages without verdicts"
lab_in report --against latest
is "$rc" 2 "a lab is not held against a run: exit 2"
lab_in gate --format junit
is "$rc" 2 "nor shown in other forms: exit 2"

# --- what is wrong -------------------------------------------------------------------------------
merged=$(ls "$tmp/whole/runs")
merge "$part1"
is "$rc" 3 "a part is missing: exit 3"
like "$stderr" '^trapline merge: shard 2 of 2 is missing' "and it is named"
merge "$part1" "$tmp/part2" "$part1"
is "$rc" 3 "a part is there twice: exit 3"
like "$stderr" 'shard 1 of 2 is there twice' "and it is named"
merge "$out/latest" "$tmp/part2"
is "$rc" 3 "a run that is no part: exit 3"
like "$stderr" 'is no shard' "and it is named"
merge "$tmp/nothing"
is "$rc" 2 "no such folder: exit 2"
trapline_in "$PATH" shard 1/2 --suite "$suite_file" --samples 33 --out "$tmp/other"
merge "$tmp/other" "$tmp/part2"
is "$rc" 3 "a part of another plan: exit 3"
like "$stderr" 'is of another plan' "and it is named"
cp -r "$tmp/part2" "$tmp/torn"
echo >>"$tmp/torn/latest/samples.csv"
merge "$part1" "$tmp/torn"
is "$rc" 3 "a damaged part: exit 3"
like "$stderr" 'samples.csv:' "and the place is named"
is "$(ls "$tmp/whole/runs")" "$merged" "nothing was written meanwhile"
tap "and nothing is left over" has_no_leftover "$tmp/whole"

merge --by-board "$part1" "$tmp/torn"
is "$rc" 3 "nor by boards: exit 3"
like "$stderr" 'samples.csv:' "and the place is named"
is "$(echo "$tmp"/whole/labs/*)" "$lab" "nothing was written"

merge --partial "$part1" "$tmp/torn"
is "$rc" 3 "what is there is taken with --partial: exit 3"
like "$stdout" '^1 of 2 shards, 4 cells: 1 measured, 1 not applicable, 2 without a result$' "and counted"
like "$stderr" 'shard 2 of 2 was not there when the run was merged' "and the missing cells say why"
tap "the run is whole" is_whole_run "$tmp/whole/latest"

# --- parts that are none -------------------------------------------------------------------------
trapline_in "$PATH" shard 3/2 --suite "$suite_file"
is "$rc" 2 "part 3 of 2: exit 2"
trapline_in "$PATH" shard 3/3 --suite "$suite_file"
is "$rc" 2 "more parts than units: exit 2"
like "$stderr" 'at most 2 parts' "and how many there can be"
trapline_in "$PATH" shard 1/2 --suite "$suite_file" --gate
is "$rc" 2 "a part is not gated: exit 2"

tap_done
