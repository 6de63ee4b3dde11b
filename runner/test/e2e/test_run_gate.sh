#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trapline run --gate: the verdict with the run, and the confirming re-run of what seems to differ.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

mine=$tmp/baselines
accept() { trapline_in "$PATH" baseline accept "$out/latest" --reason "for a test" --baselines "$mine"; }
# So many boots has each cell of the latest run.
count_boots() { grep -c '"boot": [0-9]' "$out/latest/run.json"; }

# --- the exact clock -----------------------------------------------------------------------------
suite exactly 'hal: [static]' 'benchmarks: [hvc/return]' 'samples: 16'
measure --suite "$suite_file"
accept
is "$rc" 0 "a run is accepted"
measure --suite "$suite_file" --gate --baselines "$mine"
is "$rc" 0 "run --gate of the same is green"
like "$stdout" '^1 cells?: 1 unchanged$' "and says so behind the table"
is "$(count_boots)" 1 "nothing is measured again"

sed -i 's|{"samples": {"[0-9]*"|{"samples": {"7"|' "$mine"/*.json
measure --suite "$suite_file" --gate --baselines "$mine"
is "$rc" 1 "more instructions than the baseline are red"
tap "and the run is stored" is_whole_run "$out/latest"
n_runs=$(find "$out/runs" -mindepth 1 -maxdepth 1 | wc -l)
echo '{' >"$mine/$(ls "$mine")"
measure --suite "$suite_file" --gate --baselines "$mine"
is "$rc" 2 "a damaged baseline is exit 2"
is "$(find "$out/runs" -mindepth 1 -maxdepth 1 | wc -l)" "$n_runs" "before anything is measured"
rm -r "$mine"
measure --suite "$suite_file" --gate --baselines "$mine"
is "$rc" 3 "without a baseline the cell is missing"
measure --suite "$suite_file" --baselines "$mine"
is "$rc" 2 "--baselines without --gate is refused"
measure --suite "$suite_file" --gate --cold
is "$rc" 2 "and --gate with --cold"

# --- a clock with noise --------------------------------------------------------------------------
suite cheap 'clock: cntvct' 'hal: [static]' 'benchmarks: [hvc/psci_version]' 'samples: 50' 'boots: 4'
measure --suite "$suite_file"
is "$(count_boots)" 4 "a suite's boots are made"
accept
# What it cost becomes the baseline of something that costs some thirty times as much.
sed -i 's|hvc/psci_version|switch/vm|' "$mine"/*.json
suite dear 'clock: cntvct' 'hal: [static]' 'benchmarks: [switch/vm]' 'samples: 50' 'boots: 4'
measure --suite "$suite_file" --gate --baselines "$mine"
is "$rc" 1 "a slowdown on a clock with noise is red"
is "$(count_boots)" 8 "after as many boots again"
like "$stdout" '^1 cells?: 1 regressed$' "which confirm it"
like "$stdout" '4\+8 boots' "with the boots of both passes"
measure --suite "$suite_file" --boots 1 --gate --baselines "$mine"
is "$rc" 3 "one boot cannot tell"

tap_done
