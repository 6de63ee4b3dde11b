#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Exact mode against an independent count: QEMU's trace of every executed instruction, cut at the
# stamps. The trace goes through a pipe; written down it would be hundreds of MB.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

frames=$(awk '$2 == "GUEST_FRAMES" { print $3 }' microbench/wire/guest_abi.h)
storm=$(awk '$2 == "GUEST_STORM" { print $3 }' microbench/wire/guest_abi.h)
# A tick of exact mode is a nanosecond.
delay=$(awk '$2 == "DELAY_EXACT_US" { print $3 * 1000 }' microbench/measure/delay.h)

# Addresses, little-endian in the .stamp_sites of an ELF, as 16 hex digits each.
stamp_sites()
{
	"${cross}objcopy" -O binary --only-section=.stamp_sites --set-section-flags .stamp_sites=alloc "$1" "$tmp/sites"
	od -An -v -tx8 -w8 "$tmp/sites" | tr -d ' '
}

# instructions ELF NAMES: the addresses of those instructions, as 16 hex digits each.
instructions()
{
	"${cross}objdump" -d --no-show-raw-insn "$1" |
		awk -v names="^($2)\$" '$2 ~ names {
			sub(":", "", $1); while (length($1) < 16) { $1 = "0" $1 }; print $1 }'
}

# sites DIR: what trace.awk needs to know of an image.
sites()
{
	stamp_sites "$1/bench.elf" | sed 's/^/stamp host /'
	instructions "$1/bench.elf" wfi | sed 's/^/wakes host /'
	for elf in "$1"/payloads/*.elf; do
		name=$(basename "$elf" .elf)
		stamp_sites "$elf" | sed "s/^/stamp $name /"
		instructions "$elf" 'hvc|smc|msr|mrs|wfi|fmov' | sed "s/^/counts $name /"
		instructions "$elf" wfi | sed "s/^/wakes $name /"
	done
	# A link that optimises may call its copy for one caller vm_start.constprop.0.
	echo "start $("${cross}nm" "$1/bench.elf" | awk '$3 ~ /^vm_start([.]|$)/ { print $1 }')"
	echo "sync $(symbol "$1/bench.elf" lower_a64_sync)"
	echo "irq $(symbol "$1/bench.elf" lower_a64_irq)"
}

# A QEMU that does not begin the trace must not leave awk waiting for it.
boot_traced()
{
	boot "$(image_dir "$1")/bench.elf" "$2" -singlestep -d exec,nochain -D "$tmp/trace"
	cp "$tmp/out" "$tmp/traced"
	[ "$rc" -eq 0 ] || timeout 1 cp /dev/null "$tmp/trace"
	[ "$rc" -eq 0 ]
}

# compare HAL CPU CONSOLE: a traced boot, held against the console of an untraced one.
compare()
{
	sites "$(image_dir "$1")" >"$tmp/known"
	rm -f "$tmp/trace"
	mkfifo "$tmp/trace"
	boot_traced "$1" "$2" &
	awk -v FRAMES="$frames" -v STORM="$storm" -v DELAY="$delay" -v tap_n="$tap_n" -v title="$compiler HAL=$1 on $2" -f microbench/test/trace.awk \
		"$tmp/known" "$3" "$tmp/trace" >"$tmp/verdict"
	compare_rc=$?
	wait $! || compare_rc=$?
}

# check HAL CPU
check()
{
	boot "$(image_dir "$1")/bench.elf" "$2"
	cp "$tmp/out" "$tmp/console"
	tap "$compiler HAL=$1 on $2: the image boots and powers off" exits 0
	compare "$1" "$2" "$tmp/console"
	cat "$tmp/verdict"
	tap_n=$((tap_n + $(grep -c '^\(not \)\?ok ' "$tmp/verdict")))
	[ "$compare_rc" -eq 0 ] || tap_failed=1
}

check static cortex-a57
check static neoverse-n1
check static max
compiler=clang
check static neoverse-n1
check table max
compiler=gcc
check direct-lto cortex-a57
check table cortex-a57

# One instruction more than was executed must not pass.
sed 's/ v=\([0-9]*\)x/ v=1\1x/' "$tmp/console" >"$tmp/wrong"
compare table cortex-a57 "$tmp/wrong"
tap "a console whose samples are not the trace's is found out" [ "$compare_rc" -ne 0 ]
tap "in every benchmark" [ "$(grep -c '^not ok ' "$tmp/verdict")" -eq "$(grep -c ' B bench=' "$tmp/console")" ]

tap_done
