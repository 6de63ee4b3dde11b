#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every board of QEMU in the tree runs the whole list: what does not apply is what is expected, with its
# reason, and the same CPU model costs the same on each machine.
# shellcheck disable=SC2317
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

# What does not apply, by reason; one line is one board: its name, then which of these.
#   wfe	an emulator's WFE does not wait; every one of these does that
#   call	an image of the usual vectors; every one is
#   smc	no monitor of ours at EL3
#   v3	no GICv3
#   vgic	no interrupt controller that can be virtualised
expected="\
qemu-raspi3b smc v3 vgic
qemu-raspi4b smc v3
qemu-sbsa-ref
qemu-virt-el3
qemu-virt-gicv2 smc v3
qemu-virt-gicv3 smc
qemu-xlnx-versal-virt smc
qemu-xlnx-zcu102 smc v3"

# of REASON: what it says, then each benchmark, a line each
of()
{
	case $1 in
	wfe) set -- "a WFE does not wait here, and so does not trap" wfx/wfe_trap ;;
	call) set -- "no call answered in the vector in this image" hvc/vector ;;
	smc) set -- "no monitor of ours at EL3" smc/forward smc/untrapped ;;
	v3) set -- "no GICv3" io/in irq/ack_eoi irq/inject irq/ipi irq/passthrough irq/self_sgi irq/storm \
		irq/vtimer irq/vtimer_wfi switch/vcpu switch/vm sysreg/sgi1r_empty wfx/wfi_vtimer ;;
	vgic) set -- "no GIC virtualization here" mmio/vgic_iidr mmio/vgic_isenabler ;;
	esac
	reason=$1
	shift
	printf "%s: $reason\n" "$@"
}
# expected_of BOARD: as missing_of gives it
expected_of()
{
	for reason_name in wfe call $(printf '%s\n' "$expected" | sed -n "s/^$1 *//p"); do
		of "$reason_name"
	done | sort
}
# cells RUN.JSON: a line each: board, benchmark, status, why it has no result, least, median and most
cells()
{
	python3 -c '
import json, sys
for c in json.load(open(sys.argv[1]))["cells"]:
    print(c["board"], c["benchmark"], c["status"], c.get("error", "-"),
          c.get("min"), c.get("median"), c.get("max"), sep="|")' "$1"
}
# missing_of BOARD CELLS: what it does not have a result of, and why
missing_of()
{
	awk -F'|' -v board="$1" '$1 == board && $3 != "ok" { print $2 ": " $4 }' "$2" | sort
}
is_as_expected() { [ "$(missing_of "$1" "$2")" = "$(expected_of "$1")" ]; }
# figures_of BOARD CELLS: of what was measured, without what only an EL3 of ours has
figures_of()
{
	awk -F'|' -v board="$1" '$1 == board && $3 == "ok" { print $2, $5, $6, $7 }' "$2" |
		grep -v -e '^smc/forward ' -e '^smc/untrapped '
}
# are_equal BOARD BOARD CELLS; differ: they are not
are_equal()
{
	figures_of "$1" "$3" >"$tmp/one"
	figures_of "$2" "$3" >"$tmp/other"
	[ -s "$tmp/one" ] && cmp -s "$tmp/one" "$tmp/other"
}
differ() { ! are_equal "$@"; }
is_not_as_expected() { ! is_as_expected "$@"; }

benchmarks=$(find microbench/benches -name '*.c' | wc -l)
measure --suite boards
is "$rc" 0 "each board runs the list: exit 0"
cells "$out/latest/run.json" >"$tmp/cells"

for folder in microbench/boards/*/; do
	board=$(basename "$folder")
	grep -qx 'target: qemu' "$folder/board.yaml" || continue
	is "$(grep -c "^$board|" "$tmp/cells")" "$benchmarks" "$board: the suite has it, with every benchmark"
	why=$(missing_of "$board" "$tmp/cells" | sed -n 's/.*: \(this QEMU has no machine .*\)/\1/p' | head -n 1)
	if [ -n "$why" ]; then
		tap_skip "$board: what does not apply is what is expected" "$why"
	else
		tap "$board: what does not apply is what is expected" is_as_expected "$board" "$tmp/cells"
	fi
done

# Of one CPU model and one GIC each, whatever the machine, and whether it is entered at EL3 or EL2.
tap "zcu102 costs what virt with a GICv2 does" are_equal qemu-xlnx-zcu102 qemu-virt-gicv2 "$tmp/cells"
tap "versal-virt costs what virt does" are_equal qemu-xlnx-versal-virt qemu-virt-gicv3 "$tmp/cells"
tap "sbsa-ref costs what virt does, both from EL3" are_equal qemu-sbsa-ref qemu-virt-el3 "$tmp/cells"

# --- red: what the claims above would say of other runs --------------------------------------------
sed 's/^\(qemu-sbsa-ref|irq.ipi|\)ok|-|.*/\1not_applicable|no second CPU|None|None|None/' "$tmp/cells" >"$tmp/less"
sed 's/^\(qemu-sbsa-ref|irq.ipi|ok|-|[0-9]*|\)/\11/' "$tmp/cells" >"$tmp/more"
sed '/^qemu-xlnx-zcu102|io.in|/s/no GICv3/no second CPU/' "$tmp/cells" >"$tmp/why"
tap "a benchmark that stops to apply is seen" is_not_as_expected qemu-sbsa-ref "$tmp/less"
tap "... and is no equal cost" differ qemu-sbsa-ref qemu-virt-el3 "$tmp/less"
tap "a figure that is another on one board is seen" differ qemu-sbsa-ref qemu-virt-el3 "$tmp/more"
tap "another reason is seen" is_not_as_expected qemu-xlnx-zcu102 "$tmp/why"

tap_done
