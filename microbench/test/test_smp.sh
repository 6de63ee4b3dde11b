#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Guests with several CPUs, well-behaved and not: PSCI answers what the specification says, a CPU that
# fails is named, and none of them keeps the host from going on.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

elf=$(image_dir static -smp)/bench.elf

# Called through tap.
# shellcheck disable=SC2317
# passes BENCH: every round's checks held.
passes() { grep -q " E bench=smp/$1 n=64 .* bad=0 " "$tmp/out"; }
# shellcheck disable=SC2317
# fails_with BENCH TEXT: it has no result, and the log says why.
fails_with()
{
	grep -q " F bench=smp/$1 " "$tmp/out" && grep -q "^smp/$1: guest stopped: $2" "$tmp/out"
}
# shellcheck disable=SC2317
# All that looks like a record, wherever in a line, is one: they have the numbers 0, 1, 2 and so on.
has_no_forged_record()
{
	grep -a '#tl1' "$tmp/out" | awk '$1 != "#tl1" || $2 != NR - 1 { bad = 1 } END { exit bad || NR == 0 }'
}
# shellcheck disable=SC2317
# Each of four CPUs has ended six lines three times a round; long ones are broken.
has_all_lines() { [ "$(grep -ac '^vm0| ' "$tmp/out")" -ge $((4 * 6 * 3 * 80)) ]; }

# look NAME: at the boot that was.
look()
{
	tap "$1: the host survives all of them and powers off" exits 0
	tap "$1: a storm of CPU_ON: each success is one start" passes storm
	tap "$1: of two CPUs that turn on a third one succeeds" passes race
	tap "$1: CPU_ON of what is no CPU, with what is no entry" passes garbage
	tap "$1: CPU_SUSPEND waits for an interrupt" passes suspend
	tap "$1: WFI sleeps until an SGI of another vCPU" passes wfi
	tap "$1: a guest has a time of its own" passes time
	tap "$1: more interrupts than list registers, nested ones" passes gic_order
	tap "$1: interrupts in another vCPU's list registers" passes gic_remote
	tap "$1: vCPU 0 off, another one spinning" fails_with last_off cpu_down
	tap "$1: a fault of another vCPU stops one that spins" \
		fails_with wild_load "vCPU 1: mmio_read  PC"
	tap "$1: an exception of another vCPU is told" \
		fails_with brk "vCPU 1: hypercall  ESR_EL1 0x00000000f2000123"
	tap "$1: another vCPU turns the guest off" fails_with system_off "vCPU 1: system_down"
	tap "$1: all vCPUs write to the console" passes console
	tap "$1: every line of theirs is there" has_all_lines
	tap "$1: no line of theirs can be taken for a record" has_no_forged_record
	tap "$1: and then two CPUs work as before" passes zz_survivor
}

for cpu in cortex-a57 neoverse-n1 max; do
	boot "$elf" $cpu -smp 4
	look "$cpu"
done
# Each CPU a thread of its own.
clock=cntvct
boot "$elf" max -smp 4
look "max, in parallel"

# look_gicv2 NAME: the same image for the board with the other interrupt controller.
look_gicv2()
{
	tap "GICv2, $1: the host survives all of them and powers off" exits 0
	tap "GICv2, $1: more interrupts than list registers, nested, masked ones" passes gicv2_order
	tap "GICv2, $1: SGIs of several senders, timers, SPIs that move" passes gicv2_remote
	tap "GICv2, $1: a storm of CPU_ON: each success is one start" passes storm
	tap "GICv2, $1: of two CPUs that turn on a third one succeeds" passes race
	tap "GICv2, $1: another vCPU turns the guest off" fails_with system_off "vCPU 1: system_down"
	tap "GICv2, $1: and then two CPUs work as before" passes zz_survivor
}

board=qemu-virt-gicv2
elf=$(image_dir static -smp)/bench.elf
clock=exact
boot "$elf" cortex-a57 -smp 4
look_gicv2 cortex-a57
clock=cntvct
boot "$elf" max -smp 4
look_gicv2 "max, in parallel"

tap_done
