#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The image started at EL3: the monitor there, the host below it as if firmware had started it, and what
# becomes of SMCs.
#
# What tap runs looks like code that nobody calls.
# shellcheck disable=SC2317
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

with_el3="-M virt,secure=on,virtualization=on,gic-version=3"
elf=$(image_dir static)/bench.elf

# Of the core image that was booted last; one that ends before its plan fails too.
all_pass()
{
	awk -v label=core -v first=1 -v status="$rc" -f microbench/test/core/tap.awk "$tmp/out" >"$tmp/tap"
}
# passes TEST: and it was made
passes() { tr -d '\r' <"$tmp/out" | grep -qE "^ok [0-9]+ - $1\$"; }
# skips TEST: it cannot be made on that machine
skips() { tr -d '\r' <"$tmp/out" | grep -qE "^ok [0-9]+ - $1 # SKIP"; }

# Tests of the core image that need the monitor.
needs_el3="el3_monitor_says_what_it_knows
	forwarded_smc_reaches_el3_with_17_arguments_and_returns
	forwarded_smc_is_one_entry_that_ends_in_nothing
	native_smc_reaches_el3_without_an_exit
	only_smcs_of_the_convention_that_are_not_psci_are_forwarded
	smc_that_was_returned_is_forwarded_on_request"

# Of the benchmarks that were measured, a line each: name and samples.
figures()
{
	awk '$1 == "#tl1" && $3 == "S" { samples = samples $5 }
		$1 == "#tl1" && $3 == "E" { print $4, samples; samples = "" }' "$tmp/out" | sort
}
# Nothing is different, and what needs EL3 alone is more.
are_same()
{
	join "$tmp/at_el2" "$tmp/at_el3" >"$tmp/both"
	awk '$2 != $3 { exit 1 }' "$tmp/both" &&
		[ "$(wc -l <"$tmp/both")" -eq "$(wc -l <"$tmp/at_el2")" ] &&
		[ "$(join -v 2 "$tmp/at_el2" "$tmp/at_el3" | wc -l)" -eq "$n_need_el3" ]
}
n_need_el3=$(grep -l BENCH_NEEDS_EL3 microbench/benches/*.c | wc -l)

for cpu in cortex-a57 neoverse-n1 max; do
	for policy in lazy eager; do
		core=build/core/$board/gcc-static-$policy/core.elf
		# Its tests of two CPUs need a clock that does not make them take turns.
		# shellcheck disable=SC2086
		boot "$core" $cpu $with_el3 -smp 1
		tap "$cpu, $policy, below EL3: every core test passes" all_pass
		for test in $needs_el3; do
			tap "$cpu, $policy, below EL3: $test" passes "$test"
		done
		tap "$cpu, $policy, below EL3: there is one" skips without_el3_every_smc_is_returned
		boot "$core" $cpu -smp 1
		tap "$cpu, $policy, without EL3: SMCs are returned" passes without_el3_every_smc_is_returned
		for test in $needs_el3; do
			tap "$cpu, $policy, without EL3: not made: $test" skips "$test"
		done
	done

	boot "$elf" $cpu
	figures >"$tmp/at_el2"
	# shellcheck disable=SC2086
	boot "$elf" $cpu $with_el3
	figures >"$tmp/at_el3"
	tap "$cpu: the bench image powers off with status 0" exits 0
	tap "$cpu: every benchmark has a result" \
		says " Z benches=$(find microbench/benches -name "*.c" | wc -l) failed=0 "
	tap "$cpu: the same figures as without EL3" are_same
done

clock=cntvct
# shellcheck disable=SC2086
boot build/core/$board/gcc-static-lazy/core.elf max $with_el3 -smp 4
clock=exact
tap "four CPUs that start at EL3: each comes when it is asked for" says "# CPUs 0x0000000000000004"
tap "and every core test passes" all_pass

# A GICv2 has no system registers, and two Security states that stay.
board=qemu-virt-gicv2
boot "$(image_dir static)/bench.elf" cortex-a57
figures >"$tmp/at_el2"
boot "$(image_dir static)/bench.elf" cortex-a57 -M virt,secure=on,virtualization=on,gic-version=2
figures >"$tmp/at_el3"
tap "GICv2: the bench image powers off with status 0" exits 0
tap "GICv2: the same figures as without EL3" are_same
boot "$(image_dir static)/bench.elf" cortex-a57 -M virt,secure=on,virtualization=on,gic-version=3
tap "GICv2 that is not there, EL3: says what to do" \
	says "this CPU has a GICv3 interface (QEMU: -M virt,gic-version=2)"
# CPUs that run at once touch nothing that is not there, whoever is first.
clock=cntvct
for n in 1 2 3; do
	boot "$(image_dir static)/bench.elf" cortex-a57 -M virt,secure=on,virtualization=on,gic-version=3 -smp 4
	tap "... and four CPUs at once, $n: says what to do" \
		says "this CPU has a GICv3 interface (QEMU: -M virt,gic-version=2)"
done
clock=exact
board=qemu-virt-gicv3
boot "$elf" cortex-a57 -M virt,secure=on,virtualization=on,gic-version=2
tap "GICv3 that is not there, EL3: says what to do" \
	says "this CPU has no GICv3 interface (QEMU: -M virt,gic-version=3)"

boot "$elf" cortex-a57 -M virt,secure=on,virtualization=off,gic-version=3
tap "EL3 without EL2: non-zero exit" exits 70
tap "EL3 without EL2: says what to do" says "must be started at EL2 (QEMU: -M virt,virtualization=on)"

# boot_patched SYMBOL BYTES CPU: with another first instruction of a function, in octal, lowest byte first
boot_patched()
{
	place=$(symbol "$elf" "$1")
	bytes=$2
	boot_cpu=$3
	cp "$elf" "$tmp/broken.elf"
	# shellcheck disable=SC2046
	set -- $("${cross}readelf" -lW "$elf" | awk '$1 == "LOAD" { print $2, $3; exit }')
	# shellcheck disable=SC2059
	printf "$bytes" | dd of="$tmp/broken.elf" bs=1 conv=notrunc status=none \
		seek=$((0x$place - $2 + $1))
	# shellcheck disable=SC2086
	boot "$tmp/broken.elf" "$boot_cpu" $with_el3
}

# BRK #1
boot_patched el3_smc '\040\000\040\324' cortex-a57
tap "an exception in the monitor: a status of its own" exits 71
tap "an exception in the monitor: says what" says "PANIC: exception at EL3"
tap "an exception in the monitor: the vector" says_line "  vector 0x0000000000000200"
tap "an exception in the monitor: where" says "ELR  0x$place"
tap "an exception in the monitor: the syndrome of BRK #1" says "ESR  0x00000000f2000001"

# MRS X0, ZCR_EL2, while EL2 does not trap it: SVE is not given to EL2. ESR_EL3: EC 0x19, IL.
boot_patched console_init '\000\022\074\325' max
tap "an exception of EL2 to EL3: a status of its own" exits 71
tap "an exception of EL2 to EL3: the vector" says_line "  vector 0x0000000000000400"
tap "an exception of EL2 to EL3: where" says "ELR  0x$place"
tap "an exception of EL2 to EL3: the syndrome" says "ESR  0x0000000066000000"

tap_done
