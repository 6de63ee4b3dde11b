#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trapline history: from run folders to trends and changes, and what it says of files that are not right. One
# run is measured; the others are that run with another name, day and figure.
# shellcheck disable=SC2154
set -eu
cd "$(dirname "$0")/../../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
# shellcheck source=runner/test/e2e/common.sh
. runner/test/e2e/common.sh

history() { trapline_in "$PATH" history "$@" --results "$out"; }
cell='hvc/return qemu-virt-gicv3/cortex-a57 static'

suite one 'hal: [static]' 'benchmarks: [hvc/return]' 'samples: 4'
measure --suite "$suite_file"
is "$rc" 0 "a run is measured"
first=$(basename "$(readlink "$out/latest")")
median=$(sed -n 's/^ *"median": \([0-9]*\),\{0,1\}$/\1/p' "$out/runs/$first/run.json")

# another DAY VALUE FOLDER: a run of that day in which the cell costs VALUE
another()
{
	id=202701$1T020000Z-one
	mkdir -p "$3/$id"
	sed -e "s/\"id\": \"$first\"/\"id\": \"$id\"/" -e "s/\"started\": \"[^\"]*\"/\"started\": \"2027-01-$1T02:00:00Z\"/" \
		-e "/\"min\"\|\"median\"\|\"p90\"\|\"p99\"\|\"max\"/s/: $median/: $2/" \
		"$out/runs/$first/run.json" >"$3/$id/run.json"
	sed "s/,$median\$/,$2/" "$out/runs/$first/samples.csv" >"$3/$id/samples.csv"
}
slower=$((median + 1))

history import
is "$rc" 0 "runs are imported"
like "$stdout" "^$out/history.db: 1 run added, 0 known\$" "and counted"
history import
like "$stdout" "0 runs added, 1 known\$" "once each"
another 01 "$median" "$out/runs"
another 02 "$slower" "$out/runs"
another 03 "$slower" "$tmp/elsewhere"
history import
like "$stdout" "2 runs added, 1 known\$" "new ones are added"
history import "$tmp/elsewhere"
like "$stdout" "1 run added, 0 known\$" "a folder of runs can be named"
history import "$tmp/elsewhere/20270103T020000Z-one"
like "$stdout" "0 runs added, 1 known\$" "and so can a run"

history list
is "$rc" 0 "list: exit 0"
like "$stdout" '^4 runs$' "runs are listed"
like "$stdout" "^ +4  $cell \(exact, " "and cells, with how many runs they have"
history trend "^hvc/"
is "$rc" 0 "trend: exit 0"
like "$stdout" "median $median -> $slower instructions" "a trend has the changes"
like "$stdout" "^       before  20270101T020000Z-one " "with the run before"
like "$stdout" "^       after   20270102T020000Z-one " "and the one after"
is "$(printf '%s\n' "$stdout" | awk 'length > 100')" "" "no line is wider than 100 columns"
history trend "^hvc/" --format csv
is "$(printf '%s\n' "$stdout" | wc -l)" 5 "csv: a line for each point"
history trend "static \(exact" --plot "$tmp/trend.svg"
is "$rc" 0 "a plot is drawn"
tap "it is an SVG" grep -q '<svg' "$tmp/trend.svg"
like "$stdout" "^$tmp/trend.svg: written\$" "and is named"
history trend "^hvc/" --format csv --plot "$tmp/trend.svg"
is "$(printf '%s\n' "$stdout" | grep -c written)" 0 "but not among what a program reads"
history changes
like "$stdout" "^1 of 1 cells changed\$" "changes counts cells"
history changes --last 2
like "$stdout" "^0 of 1 cells changed\$" "the last runs alone have no change"
history changes --format json
like "$stdout" '"run": "20270102T020000Z-one"' "changes as JSON"

# Bad runs, and nothing to show.
another 04 "$median" "$out/runs"
sed 's/"schema": [0-9]*/"schema": 99/' "$out/runs/20270104T020000Z-one/run.json" >"$tmp/new.json"
cp "$tmp/new.json" "$out/runs/20270104T020000Z-one/run.json"
another 05 "$median" "$out/runs"
history import
is "$rc" 3 "a bad run folder: exit 3"
like "$stderr" "20270104T020000Z-one/run.json: schema: .*; skipped\$" "it is named"
like "$stdout" "1 run added, 3 known, 1 skipped\$" "the others are imported"
rm -r "$out/runs/20270104T020000Z-one"
history trend nothing
is "$rc" 2 "no such cell: exit 2"
like "$stderr" "no cell matches 'nothing'" "it is said"
history trend 'a{1}{2}'
is "$rc" 2 "a bad pattern: exit 2"
history trend
is "$rc" 2 "trend of nothing: exit 2"
history nonsense
is "$rc" 2 "no such part: exit 2"
like "$stderr" "no 'nonsense' \(have: import, " "what there is, is said"
for bad in --last=0 --last=x --effect=-1 --effect=x --format=xml; do
	history changes "$bad"
	is "$rc" 2 "$bad: exit 2"
done
trapline_in "$PATH" history list --results "$tmp/nowhere"
is "$rc" 3 "no history: exit 3"
like "$stderr" "nowhere/history.db: there is none \(trapline history import" "and how to make one"

# What is damaged is made anew; what is nowhere else is kept.
history rebuild
is "$rc" 0 "rebuild: exit 0"
like "$stdout" "^$out/history.db.kept-1: the file before" "a file with a run whose folder is elsewhere is kept"
like "$stdout" "4 runs added" "the new one has the runs of the folder"
echo precious >"$out/history.db"
history trend "^hvc/"
is "$rc" 3 "no database: exit 3"
like "$stderr" "history.db: is no SQLite database" "it is named"
history import
is "$rc" 3 "nothing is imported into it: exit 3"
is "$(cat "$out/history.db")" precious "it is left as it was"
history rebuild "$tmp/elsewhere"
is "$rc" 0 "rebuild replaces it"
is "$(cat "$out/history.db.kept-2")" precious "and keeps it"
history list
like "$stdout" '^5 runs$' "with all runs, also those named"

mv "$out/history.db" "$tmp/far.db"
ln -s "$tmp/far.db" "$out/history.db"
history rebuild
tap "a file that is elsewhere is made anew there" test -L "$out/history.db"
history list
like "$stdout" '^4 runs$' "and is read there"
trapline_in "$PATH" history import --results ''
is "$rc" 2 "a folder without a name: exit 2"
like "$stderr" "^trapline history: --results: '' is no folder" "it is not the root"
trapline_in "$PATH" history --help
like "$stdout" "'static .\(exact' names" "the pattern in the help is one that works"
tap_done
