#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# report.html in a browser, as people have it: of a run, and of a run held against another. The claims on a
# page are in page_claims.py; pages that break them are refused.
# shellcheck disable=SC2317
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh
export PYTHONDONTWRITEBYTECODE=1

# look PAGE...: what page_claims.py says of each is in $tmp/looked
look() { timeout -k 5 120 python3 runner/test/e2e/page_claims.py "$@" >"$tmp/looked" 2>"$tmp/out"; }
# refused PAGE CLAIM: of a page, a claim does not hold
refused() { grep -q "^$1 no $2" "$tmp/looked"; }

suite both 'hal: [static, table]' 'benchmarks: [hvc/return, irq/exit, smc/return, smc/forward]' 'samples: 8'
measure --suite "$suite_file"
is "$rc" 0 "a run is made"
run=$(readlink -f "$out/latest")
before=$(cksum "$run/run.json" "$run/samples.csv")

# The other run: the static binding only, under the name of the table, so that the table is dearer than it.
measure --suite "$suite_file" --filter 'static$'
old=$(readlink -f "$out/latest")
sed -i 's/"hal": "static"/"hal": "table"/' "$old/run.json"

trapline_in "$PATH" report "$run" --out "$tmp/plain.html"
is "$rc $stdout" "0 report: $tmp/plain.html" "the page of a stored run is made anew"
trapline_in "$PATH" history import --results "$out" "$run"
trapline_in "$PATH" report "$run" --against "$old" --history "$out/history.db" --out "$tmp/verdicts.html"
is "$rc" 0 "with verdicts too, whatever they say"
tap "which name what is worse" grep -q '<h2>1 cell regressed</h2>' "$tmp/verdicts.html"

tap "the pages are looked at" look "$tmp/plain.html" "$tmp/verdicts.html"
while read -r page verdict claim; do
	tap "${page%.html}: $claim" [ "$verdict" = ok ]
done <"$tmp/looked"
n=$(wc -l <"$tmp/looked")
tap "trends among them" grep -q '^verdicts.html ok shows trends' "$tmp/looked"
tap "by many claims" [ "$n" -ge 50 ]

# The heat map, whatever fields are chosen, is what the command says.
heat() { timeout -k 5 60 python3 runner/test/e2e/heat_claims.py "$@" 2>"$tmp/out"; }
for fields in "benchmark hal" "hal benchmark"; do
	trapline_in "$PATH" matrix --rows "${fields% *}" --columns "${fields#* }" --format json \
		--output "$tmp/matrix.json" "$run"
	is "$rc" 0 "the run is pivoted: $fields"
	# shellcheck disable=SC2086
	is "$(heat "$tmp/plain.html" $fields "$tmp/matrix.json")" ok "and so is the page's heat map"
done
sed -i '0,/"median": [0-9]*/s//"median": 12345/' "$tmp/matrix.json"
tap "a map that differs is told" sh -c "case \$1 in differs*) ;; *) false ;; esac" sh \
	"$(heat "$tmp/plain.html" hal benchmark "$tmp/matrix.json")"

# Each of these pages has one fault.
sed 's|</main>|<div style="width:2000px">wide</div></main>|' "$tmp/plain.html" >"$tmp/wide.html"
sed 's|"use strict";|"use strict"; ;|' "$tmp/plain.html" >"$tmp/edited.html"
sed 's|</main>|<p style="color:#888;background:#999">faint</p><script src="https://example.org/x.js"></script></main>|' \
	"$tmp/plain.html" >"$tmp/faint.html"
sed -E 's/<td class="(pair|line)"/<td class="name">a column more of the same<\/td><td class="name">and one<\/td>&/' \
	"$tmp/verdicts.html" >"$tmp/pushed.html"
look "$tmp/wide.html" "$tmp/edited.html" "$tmp/faint.html" "$tmp/pushed.html"
for width in 320 768 1280; do
	tap "a page that is too wide is refused at $width pixels" refused wide.html "fits into $width"
done
for what in "old, new and change" trends; do
	tap "a page that has $what out of sight is refused" refused pushed.html "shows $what at 390"
done
tap "a script of another text than the policy's does not run" refused edited.html sorts
tap "and is complained of" refused edited.html "loads without a complaint"
tap "text that cannot be read is refused" refused faint.html "can be read in light"
tap "a page that asks for more is refused" refused faint.html "loads without a complaint"

trapline_in "$PATH" report "$run" --against baselines --baselines "$tmp/none" --out "$tmp/none.html"
tap "without baselines every cell that applies is missing" grep -q 'b>6</b> missing' "$tmp/none.html"
trapline_in "$PATH" report "$run" --history "$out/history.db"
is "$rc $stdout" "0 report: $run/report.html" "the run's own page is replaced"
tap "with a trend" grep -q '<h2>Trend</h2>' "$run/report.html"
tap "and nothing else in its folder" [ "$before" = "$(cksum "$run/run.json" "$run/samples.csv")" ]
tap "which has no leftovers" has_no_leftover "$run"

trapline_in "$PATH" report "$tmp/nowhere"
is "$rc" 2 "a run that is none is wrong usage"
trapline_in "$PATH" report "$run" "$old"
is "$rc" 2 "so are two"
trapline_in "$PATH" report "$run" --history "$tmp/none.db" --out "$tmp/x.html"
is "$rc" 2 "so is a history that is none"
tap "and no page is written" [ ! -e "$tmp/x.html" ]
trapline_in "$PATH" report "$run" --out "$tmp/no/folder.html"
is "$rc" 3 "a page that cannot be written is no result"
like "$stderr" "^trapline report: $tmp/no/folder.html" "and named"

tap_done
