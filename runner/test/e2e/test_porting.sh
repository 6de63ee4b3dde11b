#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The board at the end of docs/porting-a-board.md, taken from the document and added to a copy of the
# tree: it is found, builds and measures; and what its table of first boots says comes.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

doc=docs/porting-a-board.md
folder=microbench/boards/my-board
tree=$tmp/tree
mkdir -p "$tree"
cp -R Makefile vcpu microbench guest-payloads runner scripts docs "$tree"
mkdir -p "$tree/$folder"

# listing PATH: the block in fences that follows the line in which the document names the file
listing()
{
	awk -v name="\`$1\`" '
		$0 == name { wanted = 1; next }
		wanted && /^```/ { if (started) exit; started = 1; next }
		wanted && started { print }' "$doc"
}
for file in board.mk board.c board.yaml; do
	listing "$folder/$file" >"$tree/$folder/$file"
	tap "the document has $file" [ -s "$tree/$folder/$file" ]
done

printf '%s\n' 'summary: for a test' 'boards: [my-board]' 'hal: [static]' 'samples: 8' 'timeout_s: 20' \
	>"$tmp/my-board.yaml"

trapline_in "$PATH" list boards
is "$rc" 0 "the boards are listed"
like "$stdout" '^  my-board +QEMU virt with GICv2 and four CPUs' "the new one with them"

measure --suite "$tmp/my-board.yaml"
is "$rc" 0 "it is measured"
like "$stdout" '^hvc/return +[0-9]+ ' "a call has a figure"
like "$stdout" '^psci/cpu_on +[0-9]+ ' "and what needs a second CPU"
like "$stdout" '^mmio/vgic_iidr +[0-9]+ ' "and what needs a virtual GIC"
unlike "$stdout" '[0-9] missing' "nothing is missing"

# --- the table of boards wants a row for it ------------------------------------------------------
run "$tree/scripts/check-boards.sh" "$tree"
tap "the table of boards is red without it" [ "$rc" -eq 1 ]
tap "and names it" says "docs/boards.md: no row for board 'my-board'"

# --- what goes wrong is told as the document says ------------------------------------------------
# broken CLAIM TEXT FILE SED-SCRIPT: the run has no result, and somebody says why
broken()
{
	cp "$tree/$folder/$3" "$tmp/whole"
	sed -i "$4" "$tree/$folder/$3"
	rm -rf "$out" # latest is this run, though it measures nothing
	measure --suite "$tmp/my-board.yaml" --filter '^hvc/return'
	cp "$tmp/whole" "$tree/$folder/$3"
	is "$rc" 3 "$1: no result"
	cat "$out"/latest/logs/*.log >>"$tmp/said" 2>/dev/null
	tap "$1: it says '$2'" grep -qF "$2" "$tmp/said" "$tmp/stderr"
	rm -f "$tmp/said"
}
broken "the wrong GIC" "this CPU has a GICv3 interface" board.yaml 's/gic-version=2/gic-version=3/'
broken "an address that is not mapped" "PANIC: synchronous exception at EL2" board.c \
	's/gicd_base = 0x08000000/gicd_base = 0x18000000/'
broken "no EL2" "started at EL1" board.yaml 's/virtualization=on,//'

listing "$folder/board.yaml" | sed "s/'^virt '/'^no-such-machine '/" >"$tree/$folder/board.yaml"
measure --suite "$tmp/my-board.yaml" --filter '^hvc/return'
is "$rc" 0 "a board that cannot be started from here is no failure"
like "$stdout" 'no machine virt: hvc/return' "it is left out, for its reason"

tap_done
