#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The core tests, booted on every CPU with every choice of variants; and what reads their results,
# against images that go wrong on purpose.
#
# Each boot has a $tmp of its own.
# shellcheck disable=SC2030,SC2031,SC2317
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# Not the clock of exact counts: with it, CPUs take turns of one instruction stream.
clock=cntvct
n_cpus=4

# read_results LABEL FIRST CONSOLE STATUS: as TAP
read_results()
{
	awk -v label="$1" -v first="$2" -v status="$4" -f microbench/test/core/tap.awk "$3"
}

# start_boot CPU VARIANT [QEMU ARGUMENT...]: in the background, at most two at a time; the results come by
# show_boots.
n_boots=0
start_boot()
{
	n_boots=$((n_boots + 1))
	mkdir "$tmp/$n_boots"
	echo "$*" >"$tmp/$n_boots/label"
	(
		tmp=$tmp/$n_boots
		cpu_of_boot=$1
		variant=$2
		shift 2
		boot "build/core/$board/$variant/core.elf" "$cpu_of_boot" -smp $n_cpus "$@"
		echo "$rc" >"$tmp/status"
	) &
	[ $((n_boots % 2)) -ne 0 ] || wait
}

show_boots()
{
	wait
	i=0
	while [ $((i += 1)) -le "$n_boots" ]; do
		read_results "$(cat "$tmp/$i/label")" $((tap_n + 1)) "$tmp/$i/out" \
			"$(cat "$tmp/$i/status")" >"$tmp/$i/tap" || tap_failed=1
		cat "$tmp/$i/tap"
		tap_n=$((tap_n + $(grep -cE '^(not )?ok ' "$tmp/$i/tap")))
	done
}

# hashes CPU VARIANT: what the guests of that boot have seen
hashes()
{
	for boot_label in "$tmp"/*/label; do
		[ "$(cat "$boot_label")" != "$1 $2" ] || grep '^# hash of' "${boot_label%label}tap"
	done
}

# same_hashes FILE FILE: there are some, and they are the same
same_hashes()
{
	grep -q 'hash of' "$1" && cmp -s "$1" "$2"
}

differ()
{
	! same_hashes "$@"
}

cpus="cortex-a53 cortex-a57 cortex-a72 neoverse-n1 max"
for cpu in $cpus; do
	for policy in vcpu/aarch64/switch/*/; do
		start_boot "$cpu" "gcc-static-$(basename "$policy")"
	done
done
# How calls are bound and which compiler it was does not hang on the CPU.
for hal in vcpu/hal/*/; do
	[ "$hal" = vcpu/hal/static/ ] || start_boot max "gcc-$(basename "$hal")-lazy"
done
start_boot max clang-static-lazy
# What the vectors do first, or answer, is no more to a guest than what is behind them. firmware-* are for
# where there is firmware: EL3.
for vectors in vcpu/aarch64/vectors/*/; do
	vectors=$(basename "$vectors")
	case $vectors in
	plain | clear-bhb-8 | clear-bhb-24 | firmware-wa1) ;; # differ in a number from others
	firmware-*) start_boot max "gcc-static-lazy-$vectors" -M secure=on ;;
	*) start_boot max "gcc-static-lazy-$vectors" ;;
	esac
done
# The model has MTE where the machine has memory for tags.
start_boot max gcc-static-lazy -M mte=on
show_boots

for cpu in $cpus; do
	hashes "$cpu" gcc-static-lazy >"$tmp/lazy"
	for policy in vcpu/aarch64/switch/*/; do
		policy=$(basename "$policy")
		hashes "$cpu" "gcc-static-$policy" >"$tmp/policy"
		[ "$policy" = lazy ] || tap "$cpu: guests see the same with $policy as with lazy" \
			same_hashes "$tmp/lazy" "$tmp/policy"
	done
done
sed '1s/0x/0x1/' "$tmp/lazy" >"$tmp/policy"
tap "another hash is seen" differ "$tmp/lazy" "$tmp/policy"
: >"$tmp/lazy"
tap "no hash is not the same" differ "$tmp/lazy" "$tmp/lazy"

elf=build/core/$board/gcc-static-lazy/core.elf
boot "$elf" max -smp 1
tap "with one CPU the tests of one CPU pass" exits 0
tap "those of several are skipped" says " - a_cpu_set_forbids_all_other_cpus # SKIP needs 4 CPUs"
tap "and why there are no more is told" says_line "# no more of them: there is no such CPU"

# answers VARIANT TEST: the boot of that variant on max has made the test
answers()
{
	for boot_label in "$tmp"/*/label; do
		grep -qx "max $1" "$boot_label" || continue
		grep -qE "^ok [0-9]+ - .*: $2\$" "${boot_label%label}tap" && return 0
	done
	return 1
}
for variant in gcc-static-lazy clang-static-lazy gcc-table-lazy; do
	for test in an_hvc_answered_in_place_changes_x0_alone an_smc_answered_in_place_changes_x0_alone \
		an_msr_answered_in_place_has_the_value_of_each_register \
		a_load_answered_in_place_fills_each_register a_handler_may_use_the_stack_that_it_has; do
		tap "$variant has handlers: $test" answers "$variant" "$test"
	done
done
tap "gcc-static-lazy has one for interrupts" \
	answers gcc-static-lazy an_interrupt_answered_in_place_changes_nothing
tap "clang-static-lazy has one for interrupts" \
	answers clang-static-lazy an_interrupt_answered_in_place_changes_nothing

elf=build/core/$board/gcc-static-lazy-red-inplace/core.elf
boot "$elf" max -smp $n_cpus
cp "$tmp/out" "$tmp/report"
tap "a fault in a handler ends the host" exits 70
tap "the report says what it was" grep -q "PANIC: synchronous exception at EL2" "$tmp/report"
tap "where it went" grep -q "FAR  0x000000dead000000" "$tmp/report"
tap "what the guest has in a register" grep -q "x19  0x0000001919191919" "$tmp/report"
# ELR is one of the instructions of the handler.
in_handler()
{
	"${cross}objdump" -d --no-show-raw-insn --disassemble=vcpu_inplace_hvc "$elf" |
		sed -n 's/^ *\([0-9a-f]*\):.*/\1/p' >"$tmp/handler"
	sed -n 's/.*ELR  0x0*\([0-9a-f]*\) .*/\1/p' "$tmp/report" >"$tmp/elr"
	[ -s "$tmp/elr" ] && grep -qxf "$tmp/elr" "$tmp/handler"
}
tap "that it was in the handler" in_handler

elf=build/core/$board/gcc-static-lazy-red-stack/core.elf
boot "$elf" max -smp $n_cpus
# From stack.h: a guard page, the stack, the emergency stack.
guard=$(printf '%016x' $((0x$(symbol "$elf" __stacks_start) + 4096 + 16384 + 8192)))
tap "a stack that overflows on another CPU meets its guard page" \
	grep -q "FAR  0x${guard%???}" "$tmp/out"
cp "$tmp/out" "$tmp/red"
red_status=$rc
# says and others look at the last run.
run read_results red 7 "$tmp/red" "$red_status"
tap "a failed test is read as failed" says_line "not ok 8 - red: b_that_fails"
tap "with what was wrong" says_line "# the number: is 0x0000000000000002, was to be 0x0000000000000001"
tap "a passed one as passed" says_line "ok 7 - red: a_that_passes"
tap "one in which the image dies as failed" \
	says_line "not ok 9 - red: the image died in test c_that_dies, status 70"
tap "and no other" [ "$(grep -c ok "$tmp/out")" -eq 3 ]
tap "all that is an exit status" exits 1
{ grep -B9 '^not ok' "$tmp/red" && echo "1..2"; } >"$tmp/failed"
run read_results red 1 "$tmp/failed" 0
tap "a failed test alone too" exits 1
{ echo "ok 1 - a"; echo "1..1"; } >"$tmp/passed"
run read_results red 1 "$tmp/passed" 0
tap "nothing wrong is none" exits 0
run read_results red 1 "$tmp/passed" 1
tap "a status without a failed test is one" exits 1
{ echo "ok 1 - a"; echo "1..2"; } >"$tmp/fewer"
run read_results red 1 "$tmp/fewer" 0
tap "fewer tests than planned are one" says_line "not ok 2 - red: the image planned 2 tests and ran 1"
: >"$tmp/silent"
run read_results red 1 "$tmp/silent" 124
tap "silence is one" says_line "not ok 1 - red: the image died before its first test, status 124"

tap_done
