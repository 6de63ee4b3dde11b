# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# For tests that boot the image by hand; sourced after tap.sh.
board=qemu-virt-gicv3
cross=aarch64-linux-gnu-

# image_dir HAL [SUFFIX]: of the images that $compiler made, with the policy $switch.
compiler=gcc
switch=lazy
image_dir() { echo "build/image/$board/$compiler-$1-$switch${2:-}"; }

# The arguments of a clock in board.yaml, one a line; a list over several lines, as it stands there.
board_command()
{
	awk -v clock="$1:" '
		$1 == clock { in_list = 1; next }
		in_list && /^]/ { exit }
		in_list { print }' "microbench/boards/$board/board.yaml" |
		grep -oE '"[^"]*"|[^][, "]+' | tr -d '"'
}

# boot ELF CPU [QEMU ARGUMENT...]: by the command of board.yaml for $clock; console to $tmp/out, status
# to $rc. An argument that comes again (-M) overrides.
clock=exact
boot()
{
	boot_elf=$1
	boot_cpu=$2
	shift 2
	while read -r argument; do
		set -- "$@" "$argument"
	done <<-LIST
		$(board_command "$clock" | sed -e "s|{cpu}|$boot_cpu|" -e "s|{image}|$boot_elf|")
	LIST
	n_extra=$(($# - $(board_command "$clock" | wc -l)))
	# The command first, what was asked for behind it.
	while [ "$n_extra" -gt 0 ]; do
		argument=$1
		shift
		set -- "$@" "$argument"
		n_extra=$((n_extra - 1))
	done
	run timeout 120 "$@"
}

# The address of a symbol of an ELF, as 16 hex digits.
symbol()
{
	"${cross}nm" "$1" | awk -v name="$2" '$3 == name { print $1 }'
}
