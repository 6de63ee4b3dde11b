#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The image on every board that is shipped, with the first CPU of it; and interrupt controllers with two
# Security states, as firmware leaves them.
#
# What tap runs looks like code that nobody calls.
# shellcheck disable=SC2317
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# records: what was measured; not what image and CPU say of themselves, of which an EL3 is a part
records() { grep '^#tl1 ' "$tmp/out" | sed -e 's/^#tl1 [0-9]* //' -e 's/ \*[0-9a-f]*\r*$//' | grep -v '^[HI] '; }
has_result() { grep -q "^E bench=$1 .* dropped=0 bad=0 " "$tmp/$2"; }
# Each line of samples, with the benchmark that it is of.
figures() { awk '$1 == "B" { of = $2 } $1 == "S" { print of, $0 }' "$tmp/$1"; }
# all_in FILE FILE: the first has figures, and the second has all of them
all_in()
{
	figures "$1" >"$tmp/some"
	figures "$2" >"$tmp/all"
	[ -s "$tmp/some" ] && ! grep -vxFf "$tmp/all" "$tmp/some"
}

# Of what does not need a second CPU.
same_but_of_cpu_1()
{
	of_cpu_1=$(grep -lE 'BENCH_NEEDS_CPU_1' microbench/benches/*.c | sed 's|.*/\([a-z]*\)_\(.*\)\.c|bench=\1/\2|')
	figures first | grep -vwF -e "$of_cpu_1" >"$tmp/some"
	figures at_el3 >"$tmp/all"
	[ -s "$tmp/some" ] && ! grep -vxFf "$tmp/all" "$tmp/some"
}

# board_key KEY: of board.yaml, as far as it stands in the key's line
board_key() { sed -n "s/^$1: *//p" "$folder/board.yaml"; }
# The program that says whether the board can be started from here, as it stands there: sh -c "...".
board_needs()
{
	awk '/^needs: \[sh, -c, "/ { sub(/^[^"]*"/, ""); in_list = 1 }
		in_list && /"\]$/ { sub(/"\]$/, ""); print; exit }
		in_list' "$folder/board.yaml"
}

for folder in microbench/boards/*/; do
	board=$(basename "$folder")
	elf=$(image_dir static)/bench.elf
	[ "$(board_key image)" != flat ] || elf=${elf%.elf}.bin
	if [ "$(board_key target)" != qemu ]; then
		tap "$board: is built, for metal" test -s "${elf%.*}.bin"
		continue
	fi
	if ! reason=$(sh -c "$(board_needs)"); then
		tap_skip "$board: is measured" "$reason"
		continue
	fi
	# shellcheck disable=SC2013 # one word
	for cpu in $(sed -n 's/^cpus: \[\([^],]*\).*/\1/p' "$folder/board.yaml"); do
		boot "$elf" "$cpu"
		records >"$tmp/first"
		tap "$board, $cpu: powers off with status 0" exits 0
		tap "$board, $cpu: says which board it is" says " board=$board "
		tap "$board, $cpu: nothing fails" grep -q '^Z .* failed=0 ' "$tmp/first"
		tap "$board, $cpu: a call is measured" has_result hvc/return first
		tap "$board, $cpu: an interrupt is" has_result irq/exit first
		if grep -q 'cpu_on = spin_table_cpu_on' "$folder/board.c" 2>/dev/null; then
			tap "$board, $cpu: a CPU that waits at the spin table comes" has_result psci/cpu_on first
		fi
		# There the ELF file is entered at EL3, by all CPUs that come by themselves, and the image is its
		# own firmware.
		if [ "$elf" != "${elf%.bin}" ]; then
			boot "${elf%.bin}.elf" "$cpu"
			records >"$tmp/at_el3"
			tap "$board, $cpu: entered at EL3 an SMC is forwarded" has_result smc/forward at_el3
			if grep -q '^N bench=psci/cpu_on why=no_second_CPU' "$tmp/at_el3"; then
				tap "$board, $cpu: nobody starts a second CPU there, and the figures are the same" \
					same_but_of_cpu_1
			else
				tap "$board, $cpu: and the other figures are the same" all_in first at_el3
			fi
		fi
		# Machines that are one chip have its CPUs, and others start theirs as these do.
		case $board in
		qemu-virt-*) ;;
		*) continue ;;
		esac
		boot "$elf" "$cpu" -smp 1
		records >"$tmp/one_cpu"
		# What one CPU cannot do is left out.
		tap "$board, $cpu: with one CPU the same figures" all_in one_cpu first
	done
done

# flat_of BOARD: its flat image
flat_of()
{
	board=$1
	echo "$(image_dir static)/bench.bin"
}
# on_model METAL MODEL CPU: the image for metal, on the machine of a board of QEMU
on_model()
{
	metal=$1
	folder=microbench/boards/$2
	if ! reason=$(sh -c "$(board_needs)"); then
		tap_skip "$metal on a model of it" "$reason"
		return
	fi
	metal_flat=$(flat_of "$metal")
	board=$2
	boot "$metal_flat" "$3"
	records >"$tmp/metal"
	tap "$metal on a model of it: switches itself off" exits 0
	tap "$metal on a model of it: says which board it is" says " board=$metal "
	tap "$metal on a model of it: nothing fails" grep -q '^Z .* failed=0 ' "$tmp/metal"
	tap "$metal on a model of it: an interrupt is measured" has_result irq/exit metal
	tap "$metal on a model of it: another CPU comes" has_result psci/cpu_on metal
}
on_model rpi4 qemu-raspi4b cortex-a72
on_model zcu102 qemu-xlnx-zcu102 cortex-a53

# header OFFSET BYTES: of the flat image, as a number
header() { od -An -j "$1" -N "$2" -t "u$2" "$flat" | tr -d ' '; }
header_is() { [ "$(header "$1" "$2")" = "$3" ]; }
elf_symbol() { printf '%d' "0x$(symbol "$elf" "$1")"; }
# loaded_at ADDRESS: the flat image there, entered at its first byte
loaded_at()
{
	address=$1
	shift
	boot "$elf" cortex-a57 -device "loader,file=$flat,addr=$address,cpu-num=0,force-raw=on" "$@"
}
says_misplaced()
{
	says "PANIC: the image was loaded at 0x$1 and runs only at 0x$(symbol "$elf" __image_start) "
}

# As a boot loader starts it at EL2, which leaves both states to whom they belong.
for version in 2 3; do
	board=qemu-virt-gicv$version
	elf=$(image_dir static)/bench.elf
	boot "$elf" cortex-a57
	records >"$tmp/one_state"
	boot "${elf%.elf}.bin" cortex-a57 -M "virt,secure=on,virtualization=on,gic-version=$version"
	records >"$tmp/two_states"
	tap "GICv$version with two Security states: an interrupt is measured" has_result irq/exit two_states
	tap "GICv$version with two Security states: everything is the same" \
		cmp "$tmp/one_state" "$tmp/two_states"
done

# The header of the flat image. Linux, Documentation/arch/arm64/booting.rst.
board=qemu-virt-gicv3
elf=$(image_dir static)/bench.elf
flat=${elf%.elf}.bin
tap "flat image: the magic is ARM\\x64" header_is 56 4 $((0x644d5241))
tap "flat image: it begins with a branch" header_is 3 1 $((0x14))
tap "flat image: its place is counted from the begin of RAM" header_is 8 8 \
	$(($(elf_symbol __image_start) - 0x40000000))
tap "flat image: its size is that of all it uses" header_is 16 8 \
	$(($(elf_symbol __image_end) - $(elf_symbol __image_start)))
tap "flat image: 4 KiB pages, little endian, its place is from the begin of RAM" header_is 24 8 2
boot "$elf" cortex-a57
records >"$tmp/from_elf"
boot "$flat" cortex-a57
records >"$tmp/from_flat"
tap "flat image: the same figures as of the ELF file" cmp "$tmp/from_elf" "$tmp/from_flat"

# Where it was not linked to run it says so, from either level, and runs no further.
boot_loaded=$(board_command exact)
board_command() { echo "$boot_loaded" | sed -e '/^-kernel$/d' -e '/^{image}$/d'; }
for place in 0000000048000000 0000000048001238; do
	loaded_at 0x$place
	tap "an image at $place: ends as a panic does" exits 70
	tap "an image at $place: says where it should be" says_misplaced $place
	loaded_at 0x$place -smp 4 -M virt,secure=on,virtualization=on,gic-version=3
	tap "an image at $place, EL3, four CPUs: says where it should be" says_misplaced $place
done
loaded_at 0x40200000
tap "an image at its place says nothing of it" exits 0

. microbench/test/image.sh

# elsewhere FLAT: as $tmp/elsewhere.bin, with a header that asks for place 0x81238, which is no multiple of 4 KiB
elsewhere()
{
	cp "$1" "$tmp/elsewhere.bin"
	printf '\070\022\010\000' | dd of="$tmp/elsewhere.bin" bs=1 seek=8 conv=notrunc status=none
}
# Machines that go by the header. The first ends as an emulator does, the other one switches itself off.
board=qemu-raspi3b
elf=$(image_dir static)/bench.elf
elsewhere "${elf%.elf}.bin"
boot "$tmp/elsewhere.bin" cortex-a53
tap "an image of qemu-raspi3b that is not in its place: ends as a panic does" exits 70
tap "an image of qemu-raspi3b that is not in its place: says where it should be" \
	says_misplaced 0000000000081238
folder=microbench/boards/qemu-raspi4b
if reason=$(sh -c "$(board_needs)"); then
	elf=build/image/rpi4/gcc-static-lazy/bench.elf
	elsewhere "$(flat_of rpi4)"
	board=qemu-raspi4b
	boot "$tmp/elsewhere.bin" cortex-a72
	tap "an image of rpi4 that is not in its place: says where it should be" \
		says_misplaced 0000000000081238
	tap "an image of rpi4 that is not in its place: switches itself off" exits 0
else
	tap_skip "an image of rpi4 that is not in its place" "$reason"
fi

# What such an image calls is code that computes no address of a page: that would be another one.
computes_none()
{
	"${cross}objdump" -d --no-show-raw-insn "$elf" | awk -v name="<$1>:" '
		/^[0-9a-f]+ </ { inside = $2 == name; found = found || inside; next }
		inside && $2 == "adrp" { bad = 1 }
		END { exit bad || !found }'
}
computes_one() { ! computes_none "$1"; }
for pair in rpi4:bcm2835_pm_off qemu-raspi3b:bcm2835_pm_off qemu-raspi3b:semihosting_exit; do
	board=${pair%:*}
	elf=$(image_dir static)/bench.elf
	tap "$board: ${pair#*:} computes no page" computes_none "${pair#*:}"
done
tap "one that does is seen" computes_one host_panic

board=qemu-virt-gicv2
boot "$(image_dir static)/bench.elf" cortex-a57 -M virt,virtualization=on,gic-version=3
tap "an image for a GICv2 beside a GICv3: non-zero exit" exits 70
tap "an image for a GICv2 beside a GICv3: says what to do" \
	says "this CPU has a GICv3 interface (QEMU: -M virt,gic-version=2)"

tap_done
