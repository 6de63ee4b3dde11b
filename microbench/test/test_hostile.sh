#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Guests that misbehave: the host names what they did, goes on to the next benchmark, and measures
# afterwards what it measured before.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# Called through tap.
# shellcheck disable=SC2317
# fails_with BENCH TEXT: it has no result, and the log says why.
fails_with()
{
	grep -q " F bench=hostile/$1 " "$tmp/out" && grep -q "^hostile/$1: .*$2" "$tmp/out"
}
# shellcheck disable=SC2317
# bad_samples BENCH: it ended, and all of its 64 samples were found bad.
bad_samples() { grep -q " E bench=hostile/$1 n=64 .* bad=64 " "$tmp/out"; }
# result BENCH FILE: its samples.
result() { grep -A1 " B bench=$1 " "$2" | sed -n 's/.* v=\([^ ]*\) .*/\1/p'; }

for cpu in cortex-a57 neoverse-n1 max; do
	boot "$(image_dir static)/bench.elf" $cpu
	cp "$tmp/out" "$tmp/peaceful"
	boot "$(image_dir static -hostile)/bench.elf" $cpu
	tap "$cpu: the host survives all of them and powers off" exits 0
	tap "$cpu: BRK without a handler" fails_with brk "ESR_EL1 0x00000000f2000123"
	tap "$cpu: jump to nowhere" fails_with wild_jump "nested_page_fault  PC 0x0000000012345000"
	tap "$cpu: load from nowhere" fails_with wild_load mmio_read
	tap "$cpu: abort without a syndrome" fails_with pair_load nested_page_fault
	tap "$cpu: power off by the guest ends the guest" fails_with off system_down
	tap "$cpu: unknown report" fails_with unknown_hvc hypercall
	tap "$cpu: implementation-defined register" fails_with sysreg_read "ESR_EL"
	tap "$cpu: a load of AArch32 EL0 is a fault, never emulated" fails_with el0_aarch32 nested_page_fault
	tap "$cpu: a debug register" fails_with debug_register sysreg_write
	tap "$cpu: a register of the performance monitors" fails_with pmu_register sysreg_write
	tap "$cpu: a register of the GIC's CPU interface" fails_with gic_register sysreg_write
	tap "$cpu: a fault with the host's timer running" fails_with timer_left mmio_read
	tap "$cpu: samples without an overhead" says "bench=hostile/no_frames why=payload_did_not"
	for frame in negative full late; do
		tap "$cpu: an empty frame that is $frame" \
			says "bench=hostile/frame_$frame why=payload_reported_an_empty_frame_that_is_none"
	done
	tap "$cpu: two exits for one" bad_samples two_exits
	tap "$cpu: a report between the stamps" bad_samples two_reports
	tap "$cpu: a stamp that is still to come" bad_samples future
	tap "$cpu: time that runs backwards" bad_samples backwards
	for bench in hvc/return irq/exit mmio/read_4 switch/world_entry switch/world_exit; do
		tap "$cpu: $bench costs what it did without them" \
			[ "$(result $bench "$tmp/out")" = "$(result $bench "$tmp/peaceful")" ]
	done
done

tap_done
