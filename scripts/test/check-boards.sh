#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/check-boards.sh: the table of boards is right as it is, and each kind of fault is found.
#
# What tap runs looks like code that nobody calls; and a backquote is one of Markdown's.
# shellcheck disable=SC2016,SC2317
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh

# says TEXT: of what was said last
says() { grep -qF "$1" "$tmp/out"; }
check() { scripts/check-boards.sh "$tmp/tree" >"$tmp/out" 2>&1; }
fresh()
{
	rm -rf "$tmp/tree"
	mkdir -p "$tmp/tree/microbench" "$tmp/tree/docs"
	cp -R microbench/boards "$tmp/tree/microbench"
	cp -R docs/boards docs/boards.md "$tmp/tree/docs"
}
# is_found CLAIM TEXT COMMAND...: after COMMAND in the copy it is red, and says TEXT
is_found()
{
	claim=$1
	text=$2
	shift 2
	fresh
	(cd "$tmp/tree" && "$@")
	if check; then
		tap "$claim" false
	else
		tap "$claim" says "$text"
	fi
}

fresh
tap "the table is of the boards that there are" check
is_found "a board without a row" "no row for board 'rk3588'" sed -i '/^| `rk3588`/d' docs/boards.md
is_found "a row without a board" "a row for 'qemu-raspi3b', which is no board" rm -r microbench/boards/qemu-raspi3b
is_found "another CPU" "the row of 'qemu-virt-gicv2' does not say 'cortex-a76'" \
	sed -i 's/^cpus: \[/&cortex-a76, /' microbench/boards/qemu-virt-gicv2/board.yaml
is_found "another GIC" "the row of 'rpi4' does not say 'GICv3'" \
	sed -i 's/gicv2/gicv3/' microbench/boards/qemu-raspi4b/board.mk
is_found "another GIC of a board whose source is another's" "the row of 'qemu-virt-el3' does not say 'GICv2'" \
	sed -i 's/gicv3/gicv2/' microbench/boards/qemu-virt-gicv3/board.mk
is_found "another console" "the row of 'rk3588' does not say 'PL011'" \
	sed -i 's/&uart_8250/\&uart_pl011/' microbench/boards/rk3588/board.c
is_found "other CPUs started in another way" "the row of 'rpi4' does not say 'PSCI'" \
	sed -i 's/spin_table_cpu_on,/psci_cpu_on,/' microbench/boards/qemu-raspi4b/board.c
is_found "metal that ends as the emulator does whose source it has" \
	"board 'zcu102' is of metal, and has an exit" sed -i '/^BOARD_EXIT/d' microbench/boards/zcu102/board.mk
is_found "metal that ends as an emulator does, by a source of its own" \
	"board 'rk3588' is of metal, and has an exit" \
	sed -i 's/^	\.power_off/	.exit = semihosting_exit,\n&/' microbench/boards/rk3588/board.c
is_found "metal without a page" "board 'rpi4' has no page docs/boards/rpi4.md" rm docs/boards/rpi4.md
is_found "metal that does not say how far it was tried" "the row of 'rk3588' does not say how far it was tried" \
	sed -i '/^| `rk3588`/s/never run/good/' docs/boards.md

tap_done
