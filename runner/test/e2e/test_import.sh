#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A console that was captured by hand is judged as a boot that was watched.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

import() { trapline_in "$PATH" import --out "$tmp/imported" "$@"; }
imported=$tmp/imported/latest

suite captured 'hal: [static, table]' 'benchmarks: [hvc/return, hvc/vector, smc/return]' 'samples: 32'
measure --suite "$suite_file"
is "$rc" 0 "a run to be captured succeeds"
static=$out/latest/logs/qemu-virt-gicv3-cortex-a57-static.log
table=$out/latest/logs/qemu-virt-gicv3-cortex-a57-table.log
qemu=$(sed -n 's/.*"\(QEMU emulator version [^"]*\)".*/\1/p' "$out/latest/run.json")

# --- as a terminal captures it -------------------------------------------------------------------
cat "$static" "$table" >"$tmp/both.cap"
import --qemu "$qemu" "$tmp/both.cap"
is "$rc" 0 "two boots in one capture are imported"
like "$stdout" '^2 boots, 6 cells: 4 measured, 2 not applicable, 0 without a result$' "and counted"
like "$stdout" 'How the boots ended nobody saw' "and what nobody knows is said"
tap "the samples are those of the run" cmp "$imported/samples.csv" "$out/latest/samples.csv"
trapline_in "$PATH" compare "$out/latest" "$imported"
is "$rc" 0 "and no cell differs"
tap "a boot's part of the capture is its log, byte for byte" cmp \
	"$imported/logs/qemu-virt-gicv3-cortex-a57-table-boot2.log" "$table"
{
	printf 'U-Boot 2023.01\r\n\r\n=> booti 40200000\r\n'
	sed 's/$/\r/; s/^/[2026-11-21 21:44:15] /' "$static"
	printf 'resetting ...\r\n'
} >"$tmp/timed.cap"
import "$tmp/timed.cap"
is "$rc" 0 "times before the lines, carriage returns and chatter do no harm"
like "$stdout" '^1 boot, 3 cells: 2 measured, 1 not applicable' "every cell is there"
import "$static" "$static"
is "$rc" 0 "two boots of one image are imported"
tap "as two boots of each cell" [ "$(grep -c '"boot": 1,' "$imported/run.json")" -eq 3 ]

# --- what is not whole ---------------------------------------------------------------------------
sed '/bench=smc.return n=/,$d' "$static" >"$tmp/cut.cap"
import "$tmp/cut.cap"
is "$rc" 3 "a capture that ends inside a benchmark: exit 3"
like "$stderr" 'cut.cap:[0-9]+: the boot: .*ended inside smc/return' "where is said"
like "$stdout" '3 cells: 1 measured, 1 not applicable, 1 without a result' "what was whole before is kept"
sed '/bench=smc.return/,$d' "$static" >"$tmp/early.cap"
import "$tmp/early.cap"
is "$rc" 3 "a capture that ends between two benchmarks: exit 3"
like "$stderr" 'after [0-9] of 3 benchmarks' "how far it came is said"
sed 's/\(bench=smc.return n=\)32/\133/' "$static" >"$tmp/changed.cap"
import "$tmp/changed.cap"
is "$rc" 3 "a changed record: exit 3"
like "$stderr" 'CRC' "its CRC is wrong"
sed '/ S at=/d' "$static" >"$tmp/lost.cap"
import "$tmp/lost.cap"
is "$rc" 3 "lost lines: exit 3"
like "$stderr" 'lost' "they are told"
sed 1,/bench=hvc.return/d "$static" >"$tmp/late.cap"
before=$(ls "$tmp/imported/runs")
import "$tmp/late.cap"
is "$rc" 3 "a capture without its beginning: exit 3"
like "$stderr" 'records before the first hello' "the records are told"
import "$suite_file"
is "$rc" 3 "no console of an image: exit 3"
like "$stderr" 'has no hello' "it says so"
import --board qemu-virt-el3 "$static"
is "$rc" 3 "a boot of another board than was said: exit 3"
like "$stderr" "the image says board 'qemu-virt-gicv3', not 'qemu-virt-el3'" "it says so"
import "$tmp/nothing.cap"
is "$rc" 2 "no such log: exit 2"
is "$(ls "$tmp/imported/runs")" "$before" "none of these was stored"
tap "and nothing is left over" has_no_leftover "$tmp/imported"

tap_done
