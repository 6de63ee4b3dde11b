#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/check-boards.sh [TREE]
#
# The table of docs/boards.md is of the boards that there are, and says of each what its folder says: its
# CPUs, console, interrupt controller, how other CPUs are started; of metal, that it has a page and how
# far it was tried. And a board of metal does not end as an emulator does. Prints each violation; exit 1 if there is one.
set -eu
cd "${1:-$(dirname "$0")/..}"

doc=docs/boards.md
bad=0

complain()
{
	echo "$doc: $1"
	bad=1
}

# value FILE KEY: of "KEY := value" in a board.mk
value() { sed -n "s/^$2 *:= *//p" "$1"; }

# has BOARD ROW TEXT: the row has that text
has()
{
	case $2 in
	*"$3"*) ;;
	*) complain "the row of '$1' does not say '$3', which its folder does" ;;
	esac
}

# What the table calls a driver, or the way by which CPUs are started.
name_of()
{
	case $1 in
	uart_pl011) echo PL011 ;;
	uart_8250) echo 8250 ;;
	uart_cadence) echo Cadence ;;
	gicv2) echo GICv2 ;;
	gicv3) echo GICv3 ;;
	bcm2836) echo BCM2836 ;;
	psci_cpu_on) echo PSCI ;;
	spin_table_cpu_on) echo "spin table" ;;
	*) echo "$1" ;;
	esac
}

# exit_of SOURCE FOLDER: of the board in FOLDER, whose board.c is in SOURCE
exit_of()
{
	by=$(sed -n 's/^	\.exit = \([A-Za-z0-9_]*\),.*/\1/p' "$1/board.c")
	# Without a word of it in board.mk it is an emulator's.
	[ "$by" != IDENTITY_EXIT ] || by=$(value "$2/board.mk" BOARD_EXIT | grep . || echo semihosting_exit)
	echo "${by:-NULL}"
}

check_board()
{
	board=$1
	folder=microbench/boards/$board
	row=$(grep "^| \`$board\` |" "$doc") || {
		complain "no row for board '$board' ($folder)"
		return
	}
	source=$(value "$folder/board.mk" BOARD_SOURCE)
	source=microbench/boards/${source:-$board}
	has "$board" "$row" "$(name_of "$(value "$source/board.mk" BOARD_GIC)")"
	drivers=$(sed -n -e 's/^	\.uart = &\(.*\),$/\1/p' -e 's/^	\.cpu_on = \(.*\),$/\1/p' "$source/board.c")
	for driver in $drivers; do
		has "$board" "$row" "$(name_of "$driver")"
	done
	for cpu in $(sed -n 's/^cpus: \[\(.*\)\]$/\1/p' "$folder/board.yaml" | tr -d ','); do
		has "$board" "$row" "$cpu"
	done
	case $(sed -n 's/^target: *//p' "$folder/board.yaml") in
	serial | command)
		[ "$(exit_of "$source" "$folder")" = NULL ] ||
			complain "board '$board' is of metal, and has an exit that is an emulator's: BOARD_EXIT := NULL"
		[ -f "docs/boards/$board.md" ] || complain "board '$board' has no page docs/boards/$board.md"
		has "$board" "$row" "(boards/$board.md)"
		case $row in
		*"model only"* | *"never run"* | *"run on metal"*) ;;
		*) complain "the row of '$board' does not say how far it was tried" ;;
		esac
		;;
	esac
}

for folder in microbench/boards/*/; do
	check_board "$(basename "$folder")"
done
rows=$(awk -F '`' '/^\| `/ { print $2 }' "$doc")
for board in $rows; do
	[ -f "microbench/boards/$board/board.mk" ] || complain "a row for '$board', which is no board"
done
exit "$bad"
