#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The suite quick on the clock of a board, which ticks on whatever the guest does: every interrupt
# comes at another moment of it, and every cell is measured all the same.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

suite_file=$tmp/quick.yaml
cp microbench/suites/quick.yaml "$suite_file"
echo 'clock: cntvct' >>"$suite_file"
n_cells=$("$trapline" -C "$tree" list cells --suite "$suite_file" | wc -l)

measure --suite "$suite_file"
is "$rc" 0 "a run with clock cntvct is complete"
is "$(grep -c '"clock": "cntvct"' "$out/latest/run.json")" "$n_cells" "every cell names the clock"
n_measured=$((n_cells - $(grep -c '"status": "not_applicable"' "$out/latest/run.json")))
tap "most apply" [ $((2 * n_measured)) -gt "$n_cells" ]
is "$(grep -c '"unit": "ticks"' "$out/latest/run.json")" "$n_measured" "and is measured, in ticks, where it applies"
is "$(wc -l <"$out/latest/samples.csv")" $((1 + n_measured * 32)) "with all its samples"
tap "what is stored is whole" is_whole_run "$out/latest"

# What the host is like, and what that means for figures with noise in them.
for word in cpus load load_end; do
	like "$(cat "$out/latest/run.json")" "\"$word\": \"[0-9.]+\"" "run.json has the host's $word"
done
is "$(printf '%s\n' "$stderr" | grep -c '^trapline run: ASLR is on: .*(setarch -R ')" \
	"$(grep -cE '"aslr": "(full|partial)"' "$out/latest/run.json")" "and stderr says what to do about it"

tap_done
