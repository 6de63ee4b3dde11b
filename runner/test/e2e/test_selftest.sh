#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The self-test as a command: it is green, it can be red, and it leaves nothing behind.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

# selftest ARGUMENT...: trapline selftest, with scratch folders below $tmp/scratch
mkdir "$tmp/scratch"
selftest()
{
	TMPDIR=$tmp/scratch
	export TMPDIR
	trapline_in "$PATH" selftest "$@"
	unset TMPDIR
}

selftest field --runs 20
is "$rc" 0 "field: the gate meets its aims"
like "$stdout" '^every aim is met$' "and says so"
like "$stdout" 'cells told to be regressed .*at most 0\.5 %: met' "the false alarms beside their aim"
is "$(printf '%s\n' "$stdout" | awk 'length > 100' | wc -l)" 0 "no line is wider than 100 columns"
first=$stdout
selftest field --runs 20
is "$stdout" "$first" "the same seed prints the same"
selftest field --runs 20 --seed 2
tap "another seed does not" [ "$stdout" != "$first" ]

selftest field --runs 40 --boots 3 --effect 0 --p99-effect 0 --fdr 50
is "$rc" 1 "a gate without floors is found out"
like "$stdout" 'by the test without floors .*: MISSED' "by what its test makes up"
selftest field --runs 10 --effect 20
is "$rc" 1 "so is a gate that sees too little"
like "$stdout" 'told to be regressed .*at least 90 %: MISSED' "by what it does not find"

mkdir "$tmp/bin"
printf '#!/bin/sh\nexit 1\n' >"$tmp/bin/qemu-system-aarch64"
chmod +x "$tmp/bin/qemu-system-aarch64"
trapline_in "$tmp/bin:$PATH" selftest exact --filter '^hvc/return .* static$' --no-build --out "$tmp/exact"
is "$rc" 3 "where nothing can be measured, the gate is not blamed"
like "$stdout" '^no aim is missed, but not all could be judged$' "and the end says so"

selftest feild
is "$rc" 2 "a part that is none"
like "$stderr" "no part 'feild' \(did you mean 'field'\?" "is told with what is meant"
selftest boots --suite quick
is "$rc" 2 "boots on the exact clock"
like "$stderr" "quick.yaml has 'clock: exact'" "are refused"
selftest boots --boots 7 --pool 20
is "$rc" 2 "a pool that is too small"
like "$stderr" 'at least 28' "is told how large it has to be"
selftest field --runs 0
is "$rc" 2 "no comparison at all"

# So few boots find nothing for sure: it runs, and ends in its own words.
selftest boots --boots 1 --runs 5 --filter '^hvc/return'
like "$stdout" '^boots: 4 of QEMU' "boots: a pool is measured"
like "$stdout" 'hvc/return qemu-virt-gicv3/cortex-a57 static .* %' "its spread is shown"
like "$stdout" '^[01] of 1 cells regressed' "and a pair by turns with a slower image"
is "$rc" 1 "that one boot a side cannot tell"
is "$(ls -A "$tmp/scratch")" "" "nothing is left in the folder for scratch"

tap_done
