#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A fresh run against this project's own baselines, the gate going red, and each of its exit codes.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

held='^(hvc/return|smc/return|irq/exit) '
committed=results/baselines

# What run.json says of the key $1 of its first cell, and the version of its QEMU.
fact() { sed -n "s/^ *\"$1\": \"\\(.*\\)\",\$/\\1/p" "$out/latest/run.json" | head -n 1; }
qemu_version() { sed -n 's/.*"QEMU emulator version \([0-9.]*\).*/\1/p' "$out/latest/run.json"; }

# gate BASELINES ARGUMENT...: of the cells above; $rc, $stdout and $stderr
gate()
{
	gate_dir=$1
	shift
	trapline_in "$PATH" gate "$out/latest" --filter "$held" --baselines "$gate_dir" "$@"
}

suite gated 'hal: [static]' 'benchmarks: [hvc/return, smc/return, irq/exit]' 'samples: 64'
measure --suite "$suite_file"
is "$rc" 0 "a run to be gated succeeds"
name="qemu-virt-gicv3,cortex-a57,$(fact toolchain),-O2,static,lazy,plain,exact,trapline,$(qemu_version).json"

# --- against what is committed -------------------------------------------------------------------
trapline_in "$PATH" baseline list --baselines "$committed"
is "$rc" 0 "every committed baseline can be read"
if [ -e "$committed/$name" ]; then
	gate "$committed"
	is "$rc" 0 "a fresh run is as its committed baseline: exit 0"
	like "$stdout" '^3 cells: 3 unchanged$' "and every cell is unchanged"
else
	tap_skip "a fresh run is as its committed baseline" "there is none for $name"
fi

# --- a baseline of this run, and what is done to it ----------------------------------------------
mine=$tmp/baselines
trapline_in "$PATH" baseline accept "$out/latest" --reason "for a test" --baselines "$mine"
is "$rc" 0 "the run is accepted"
is "$(ls "$mine")" "$name" "as one file, named by its key"
gate "$mine"
is "$rc" 0 "the run is as itself"

value=$(sed -n 's/.*"hvc\/return": {"samples": {"\([0-9]*\)":.*/\1/p' "$mine/$name")
sed -i "s|\"hvc/return\": {\"samples\": {\"$value\"|\"hvc/return\": {\"samples\": {\"$((value - 1))\"|" \
	"$mine/$name"
gate "$mine"
is "$rc" 1 "one instruction more than the baseline is red: exit 1"
like "$stdout" "^hvc/return .* $((value - 1)) +$value +\\+1 .* regressed\$" "and the cell is named"
like "$stdout" '^3 cells: 1 regressed, 2 unchanged$' "and the others are as they were"
gate "$mine" --format junit --output "$tmp/gate.xml"
is "$rc" 1 "it is red in every form"
tap "JUnit has one failure" grep -q 'failures="1"' "$tmp/gate.xml"

trapline_in "$PATH" baseline accept "$out/latest" --reason "one more is right" --baselines "$mine"
like "$stdout" "^  hvc/return: $((value - 1)) -> $value\$" "an accept says what changed"
tap "and the file why" grep -q '"reason": "one more is right"' "$mine/$name"
gate "$mine"
is "$rc" 0 "and then the gate is green"

sed -i "s|\"hvc/return\": {\"samples\": {\"$value\"|\"hvc/return\": {\"samples\": {\"$((value + 1))\"|" \
	"$mine/$name"
gate "$mine"
is "$rc" 0 "one instruction less is green"
like "$stdout" '^3 cells: 1 improved, 2 unchanged$' "and is told"

# --- what is not there, and what is not to be trusted --------------------------------------------
other=$tmp/other
mkdir "$other"
sed "s|\"qemu\": \".*\"|\"qemu\": \"1.2.3\"|" "$mine/$name" >"$other/${name%",$(qemu_version).json"},1.2.3.json"
gate "$other"
is "$rc" 3 "a baseline of another QEMU is none: exit 3"
like "$stdout" '^3 cells: 3 missing$' "its cells are missing, not unchanged"
like "$(printf '%s' "$stderr" | tr -s '\n ' ' ')" "the nearest is of another cell: qemu is 1\\.2\\.3 there, $(qemu_version) here" \
	"and what differs is said"

cp "$other"/*.json "$other/$name"
gate "$other"
is "$rc" 2 "a file of another key under this name is refused: exit 2"
like "$stderr" 'key: is that of another baseline' "by name"
head -c 400 "$mine/$name" >"$other/$name"
gate "$other"
is "$rc" 2 "a file that was cut is refused: exit 2"
like "$stderr" "^trapline gate: .*\\.json:[0-9]+:[0-9]+: " "with its place"
trapline_in "$PATH" baseline accept "$out/latest" --reason "over it" --baselines "$other"
is "$rc" 2 "an accept does not write over it"
is "$(wc -c <"$other/$name")" 400 "and it is as it was"

tap_done
