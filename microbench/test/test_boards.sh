#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The image on every board that is shipped, with every CPU of it; and interrupt controllers with two
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

for folder in microbench/boards/*/; do
	board=$(basename "$folder")
	elf=$(image_dir static)/bench.elf
	for cpu in $(sed -n 's/^cpus: \[\(.*\)\]$/\1/p' "$folder/board.yaml" | tr -d ','); do
		boot "$elf" "$cpu"
		records >"$tmp/first"
		tap "$board, $cpu: powers off with status 0" exits 0
		tap "$board, $cpu: says which board it is" says " board=$board "
		tap "$board, $cpu: nothing fails" grep -q '^Z .* failed=0 ' "$tmp/first"
		tap "$board, $cpu: a call is measured" has_result hvc/return first
		tap "$board, $cpu: an interrupt is" has_result irq/exit first
		boot "$elf" "$cpu" -smp 1
		records >"$tmp/one_cpu"
		# What one CPU cannot do is left out.
		tap "$board, $cpu: with one CPU the same figures" all_in one_cpu first
	done
done

# linux_image ELF: in $tmp/image, as a boot loader starts it at EL2 and leaves both states to whom they
# belong. 64 bytes of header lie before what is loaded at 2 MiB: a branch over them, their place, a size,
# ARM\x64.
linux_image()
{
	"${cross}objcopy" -O binary "$1" "$tmp/raw"
	{
		printf '\020\000\000\024\000\000\000\000\300\377\037\000\000\000\000\000'
		printf '\000\000\100\000\000\000\000\000'
		head -c 32 /dev/zero
		printf 'ARM\144\000\000\000\000'
		cat "$tmp/raw"
	} >"$tmp/image"
}

for version in 2 3; do
	board=qemu-virt-gicv$version
	elf=$(image_dir static)/bench.elf
	boot "$elf" cortex-a57
	records >"$tmp/one_state"
	linux_image "$elf"
	boot "$tmp/image" cortex-a57 -M "virt,secure=on,virtualization=on,gic-version=$version"
	records >"$tmp/two_states"
	tap "GICv$version with two Security states: an interrupt is measured" has_result irq/exit two_states
	tap "GICv$version with two Security states: everything is the same" \
		cmp "$tmp/one_state" "$tmp/two_states"
done

board=qemu-virt-gicv2
boot "$(image_dir static)/bench.elf" cortex-a57 -M virt,virtualization=on,gic-version=3
tap "an image for a GICv2 beside a GICv3: non-zero exit" exits 70
tap "an image for a GICv2 beside a GICv3: says what to do" \
	says "this CPU has a GICv3 interface (QEMU: -M virt,gic-version=2)"

tap_done
