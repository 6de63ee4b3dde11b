#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2317
# LAYOUT=N moves the code and changes no figure; INJECT=N changes each by what passes the vectors.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# figures HAL SUFFIX: what a boot says, without who it is
figures()
{
	boot "$(image_dir "$1" "$2")/bench.elf" cortex-a57
	grep -v '^#tl1 0 H ' "$tmp/out"
}

# The samples of a benchmark of which all are alike.
figure()
{
	awk -v bench="bench=$2" '
		$3 == "B" { is_it = $4 == bench }
		$3 == "S" && is_it { sub(/^v=/, "", $5); sub(/x.*/, "", $5); print $5 }' "$1"
}

# Functions that two images have in one place.
stayed()
{
	for image; do
		"${cross}nm" "$image/bench.elf" | awk '$2 ~ /[tT]/ && $3 !~ /[$]/ { print $3, $1 }' | sort >"$tmp/$#"
		shift
	done
	comm -12 "$tmp/1" "$tmp/2" | wc -l
}

# same_identities HAL LAYOUT...: those that more than one of the images has
same_identities()
{
	hal=$1
	shift
	for suffix in "" "$@"; do
		sed -n 's/^build=//p' "$(image_dir "$hal" "${suffix:+-layout}$suffix")/manifest"
	done | sort | uniq -d
}

# check_layout HAL LAYOUT...
check_layout()
{
	hal=$1
	shift
	figures "$hal" "" >"$tmp/plain"
	for layout; do
		n_stayed=$(stayed "$(image_dir "$hal")" "$(image_dir "$hal" "-layout$layout")")
		tap "$compiler $hal: of LAYOUT=$layout few functions stay where they were" [ "$n_stayed" -lt 30 ]
		figures "$hal" "-layout$layout" >"$tmp/other"
		tap "... it runs" exits 0
		tap "... and gives the same figures and exits" cmp -s "$tmp/plain" "$tmp/other"
	done
	tap "$compiler $hal: each image has an identity of its own" [ -z "$(same_identities "$hal" "$@")" ]
}
check_layout static 1 2
tap "LAYOUT=1 and LAYOUT=2 are two" [ "$(stayed "$(image_dir static -layout1)" "$(image_dir static -layout2)")" -lt 30 ]
check_layout direct-lto 1
compiler=clang
check_layout static 1
compiler=gcc

# is_longer BENCH BY: of the image with INJECT=5
is_longer()
{
	[ "$(figure "$tmp/injected" "$1")" -eq $(($(figure "$tmp/plain" "$1") + $2)) ]
}
figures static "" >"$tmp/plain"
figures static -inject5 >"$tmp/injected"
tap "INJECT=5 runs" exits 0
for bench in hvc/return irq/exit smc/return mmio/read_8 fault/map; do
	tap "... and is 5 longer where the host is asked: $bench" is_longer "$bench" 5
done
for bench in hvc/inplace smc/psci_version mmio/vgic_iidr sysreg/sgi1r_empty irq/self_sgi; do
	tap "... and where it is answered in place: $bench" is_longer "$bench" 5
done
tap "... and 10 where two CPUs leave a guest: irq/ipi" is_longer irq/ipi 10
for bench in irq/ack_eoi switch/bind_unbind switch/world_entry; do
	tap "... and nothing longer where none does: $bench" is_longer "$bench" 0
done

# In the slots of every variant there is room for it.
for folder in vcpu/aarch64/vectors/*/; do
	vectors=$(basename "$folder")
	suffix=-$vectors
	[ "$vectors" != plain ] || suffix=
	run make -s "B=$tmp/b" "VECTORS=$vectors" INJECT=50 "$tmp/b/image/$board/gcc-static-lazy$suffix-inject50/vectors.o" \
		BOARD=$board TOOLCHAIN=gcc HAL=static SWITCH=lazy EXTRA=
	tap "INJECT=50 goes into the vectors $vectors" exits 0
done

for value in 03 -1 x 1000000000 "a'b"; do
	run make -s image "LAYOUT=$value"
	tap "LAYOUT=$value is refused" says "LAYOUT '$value' is no number; have: 0 to 999999999"
done
run env LAYOUT=x make -s -n image BOARD=$board TOOLCHAIN=gcc HAL=static SWITCH=lazy EXTRA=
tap "a LAYOUT in the environment is none of this" exits 0
run make -s image INJECT=many
tap "INJECT=many is refused" says "INJECT 'many' is no number; have: 0 to 999999999"

tap_done
