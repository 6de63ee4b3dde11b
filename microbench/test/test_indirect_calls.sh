#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The object code of the trap path: with HAL=static and HAL=direct nothing on it is called through a
# pointer, with HAL=table something is. HAL=direct calls by name, HAL=direct-lto not even that. And no
# code but that which moves a guest's FP registers uses one.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# From the guest's exception to its next instruction: vectors, what is answered in place, run and decode,
# dispatch.
trap_path="lower_a64_sync lower_a64_irq lower_a64_fiq lower_a64_serror vcpu_inplace_hvc vcpu_inplace_smc \
vcpu_inplace_msr vcpu_inplace_abort vcpu_inplace_irq vcpu_inplace_decline vcpu_inplace_decline_abort \
vcpu_inplace_decline_irq vcpu_exit_rare vcpu_left_sync vcpu_left_abort vcpu_left_irq vcpu_left_irq_pending \
vcpu_left_rare vcpu_enter"
roots="$trap_path vcpu_run dispatch_mmio dispatch_interrupt dispatch_other"
# What ends host or guest may print, and a guest's UART does: the console's driver is the board's. And who
# changes an address space says how its TLB entries are invalidated.
fatal="host_irq_other bench_stop_reason vuart_access fault_window_fault"

# When a link has put functions into each other, those names are left that assembly has.
lto_roots=$trap_path
lto_fatal=bench_stop_reason

# indirect_calls ELF [ROOTS [FATAL]]
indirect_calls()
{
	"${cross}objdump" -d --no-show-raw-insn "$1" >"$tmp/asm" || return 1
	run awk -v roots="${2:-$roots}" -v fatal="${3:-$fatal}" -f microbench/test/call_graph.awk "$tmp/asm"
	exits 0
}

# Of the last image taken apart.
# shellcheck disable=SC2317
calls() { grep -qE "[[:space:]]bl?[[:space:]].*<$1>" "$tmp/asm"; }
# shellcheck disable=SC2317
calls_not() { ! calls "$1"; }

# Every function with an FP/SIMD register in its code, sorted; of the last image taken apart.
fp_users()
{
	awk '/^[0-9a-f]+ <.*>:$/ { name = substr($2, 2, length($2) - 3) }
		/[ ,{\t]([bhsdq]([0-9]|[12][0-9]|3[01])|v[0-9]+\.[0-9]*[bhsd])([^0-9a-z_]|$)/ { print name }' "$tmp/asm" |
		sort -u | tr '\n' ' '
}
# What fpsimd.S defines.
fp_movers()
{
	"${cross}nm" "${1%/*}/vcpu/aarch64/fpsimd.o" | awk '$2 == "T" { print $3 }' | sort | tr '\n' ' '
}

for compiler in gcc clang; do
	elf=$(image_dir static)/bench.elf
	indirect_calls "$elf"
	tap "static, $compiler: every function of the trap path is found" exits 0
	tap "static, $compiler: no indirect call or jump on the trap path" says_nothing
	tap "static, $compiler: FP registers are used where they are moved, and nowhere else" \
		[ "$(fp_users)" = "$(fp_movers "$elf")" ]

	elf=$(image_dir direct)/bench.elf
	indirect_calls "$elf"
	tap "direct, $compiler: no indirect call or jump on the trap path" says_nothing
	tap "direct, $compiler: the interrupt is fetched by name" calls hal_irq_fetch
	tap "direct, $compiler: the interrupt is handled by name" calls hal_irq_handle

	elf=$(image_dir direct-lto)/bench.elf
	indirect_calls "$elf" "$lto_roots" "$lto_fatal"
	tap "direct-lto, $compiler: every function of the trap path is found" exits 0
	tap "direct-lto, $compiler: no indirect call or jump on the trap path" says_nothing
	tap "direct-lto, $compiler: no call of the HAL is left" calls_not "hal_.*"
	tap "direct-lto, $compiler: FP registers are used where they are moved, and nowhere else" \
		[ "$(fp_users)" = "$(fp_movers "$elf")" ]

	elf=$(image_dir table)/bench.elf
	indirect_calls "$elf"
	tap "table, $compiler: the interrupt is fetched through a pointer" says vcpu_left_irq_pending:
	tap "table, $compiler: the interrupt is handled through a pointer" says dispatch_interrupt:
done
compiler=gcc

indirect_calls "$(image_dir static)/bench.elf" "vcpu_run no_such_function"
tap "a root that does not exist is an error, not a path without calls" exits 1
indirect_calls "$(image_dir static)/bench.elf" host_end
tap "an indirect call of the static image is found where there is one" says "blr"

tap_done
