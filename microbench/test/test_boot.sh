#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The image by itself: boots on every CPU, measures exactly, and ends with a status and a reason
# wherever it cannot.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

elf=$(image_dir static)/bench.elf
n_benches=$(find microbench/benches -name "*.c" | wc -l)
# Those that this machine and this image have no use for: without EL3, with these vectors, and where a
# WFE does not wait.
n_left_out=$(grep -lE 'BENCH_NEEDS_(EL3|VECTOR|WFE)' microbench/benches/*.c | wc -l)

# Names of benchmarks all of whose samples are alike and whose median is another; "none" where no
# benchmark is like that.
wrong_medians()
{
	awk '$1 == "#tl1" && $3 == "S" { value = $4 == "at=0" && $5 ~ /^v=[0-9]+x64$/ ? substr($5, 3) + 0 : "" }
		$1 == "#tl1" && $3 == "E" && value != "" {
			n++
			if ($(NF - 1) != "each=" value) { print $4 }
		}
		END { if (n == 0) { print "none" } }' "$tmp/out"
}

for hal in static table; do
	for cpu in cortex-a57 neoverse-n1 max; do
		boot "$(image_dir $hal)/bench.elf" $cpu
		grep '^#tl1 ' "$tmp/out" >"$tmp/first"
		tap "HAL=$hal on $cpu: powers off with status 0" exits 0
		tap "HAL=$hal on $cpu: finds its clock exact" says "clock=exact"
		tap "HAL=$hal on $cpu: every benchmark has a result" says " Z benches=$n_benches failed=0 "
		tap "HAL=$hal on $cpu: no sample has other exits than expected" \
			[ "$(grep -c ' E .* dropped=0 bad=0 ' "$tmp/out")" -eq $((n_benches - n_left_out)) ]
		tap "HAL=$hal on $cpu: each of them has the median of one operation" \
			[ "$(grep -c ' E .* each=[0-9.]* ' "$tmp/out")" -eq $((n_benches - n_left_out)) ]
		tap "HAL=$hal on $cpu: which is the sample's where all are alike" [ -z "$(wrong_medians)" ]
		tap "HAL=$hal on $cpu: no self-check fails" silent_on " ok=0 "
		boot "$(image_dir $hal)/bench.elf" $cpu
		grep '^#tl1 ' "$tmp/out" >"$tmp/second"
		tap "HAL=$hal on $cpu: a second boot says the same, byte for byte" \
			cmp "$tmp/first" "$tmp/second"
	done
done

switch=eager
for cpu in cortex-a57 neoverse-n1 max; do
	boot "$(image_dir static)/bench.elf" $cpu
	tap "SWITCH=eager on $cpu: powers off with status 0" exits 0
	tap "SWITCH=eager on $cpu: the hello says so" says " switch=eager "
	tap "SWITCH=eager on $cpu: every benchmark has a result" says " Z benches=$n_benches failed=0 "
done
switch=lazy

for hal in static table direct direct-lto; do
	run "${cross}readelf" -n "$(image_dir $hal)/bench.elf"
	build=$(awk '/Build ID:/ { print $3 }' "$tmp/out")
	tap "HAL=$hal: the manifest names the image's build" \
		grep -qx "build=$build" "$(image_dir $hal)/manifest"
	boot "$(image_dir $hal)/bench.elf" cortex-a57
	tap "HAL=$hal: the hello names the image's build" says " build=$build "
done

clock=cntvct
boot "$elf" cortex-a57
clock=exact
tap "without icount the clock is not called exact" says "clock=cntvct"
tap "and the unit is ticks" says "unit=ticks"
tap "and still every benchmark has a result" says " Z benches=$n_benches failed=0 "
tap "with the median of one operation" \
	[ "$(grep -c ' E .* each=[0-9.]* ' "$tmp/out")" -eq $((n_benches - n_left_out)) ]

boot "$elf" cortex-a57 -M virt,virtualization=off,gic-version=3
tap "started at EL1: non-zero exit" exits 70
tap "started at EL1: says what to do" says "must be started at EL2 (QEMU: -M virt,virtualization=on)"

boot "$elf" cortex-a57 -M virt,virtualization=on,gic-version=2
tap "without a GICv3: non-zero exit" exits 70
tap "without a GICv3: says what to do" says "no GICv3 interface (QEMU: -M virt,gic-version=3)"

# A damaged image: the first instruction of a function becomes BRK, an exception at EL2.
offset=$("${cross}readelf" -lW "$elf" | awk '$1 == "LOAD" { print $2, $3; exit }')
for function in console_init vcpu_pcpu_enable el2_mmu_enable session_run; do
	place=$(symbol "$elf" $function)
	cp "$elf" "$tmp/broken.elf"
	# shellcheck disable=SC2086
	set -- $offset
	printf '\040\000\040\324' | dd of="$tmp/broken.elf" bs=1 conv=notrunc status=none \
		seek=$((0x$place - $2 + $1))
	boot "$tmp/broken.elf" cortex-a57
	tap "an exception in $function: non-zero exit" exits 70
	tap "an exception in $function: says which" says "PANIC: synchronous exception at EL2"
	tap "an exception in $function: dumps where" says "ELR  0x$place"
	tap "an exception in $function: dumps the syndrome of BRK #1" says "ESR  0x00000000f2000001"
done

# A parameter block that a bad patch left behind: a CRC that is not its own.
offset=$(grep -abo TRAPLINE-PARAMS2 "$elf" | cut -d: -f1)
tap "the image holds one parameter block" [ "$(echo "$offset" | wc -w)" -eq 1 ]
cp "$elf" "$tmp/params.elf"
printf '\001' | dd of="$tmp/params.elf" bs=1 conv=notrunc status=none seek=$((offset + 16))
boot "$tmp/params.elf" cortex-a57
tap "damaged parameters: non-zero exit" exits 70
tap "damaged parameters: says so" says "parameter block in the image is damaged"

tap_done
