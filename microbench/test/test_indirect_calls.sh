#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The object code of the trap path: with HAL=static nothing on it is called through a pointer, with
# HAL=table something is.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# From the guest's exception to its next instruction: vectors, run, decode, dispatch.
roots="lower_a64_sync lower_a64_irq lower_a64_fiq lower_a64_serror vcpu_exit vcpu_run vcpu_enter \
arch_vcpu_run dispatch_exit"
# What ends host or guest may print, and the console's driver is the board's.
fatal="host_irq_other bench_stop_reason"

# indirect_calls ELF [ROOTS]
indirect_calls()
{
	"${cross}objdump" -d --no-show-raw-insn "$1" >"$tmp/asm" || return 1
	run awk -v roots="${2:-$roots}" -v fatal="$fatal" -f microbench/test/call_graph.awk "$tmp/asm"
	exits 0
}

# Called through tap.
# shellcheck disable=SC2317
says_either() { says_line "$1" || says_line "$2"; }

for compiler in gcc clang; do
	elf=$(image_dir static)/bench.elf
	indirect_calls "$elf"
	tap "static, $compiler: every function of the trap path is found" exits 0
	tap "static, $compiler: no indirect call or jump on the trap path" says_nothing

	elf=$(image_dir table)/bench.elf
	indirect_calls "$elf"
	tap "table, $compiler: the interrupt is fetched through a pointer" says "arch_vcpu_run:"
	# gcc may inline the handler's caller into dispatch_exit.
	tap "table, $compiler: the interrupt is handled through a pointer" says_either on_interrupt: dispatch_exit:
done
compiler=gcc

indirect_calls "$(image_dir static)/bench.elf" "vcpu_run no_such_function"
tap "a root that does not exist is an error, not a path without calls" exits 1
indirect_calls "$(image_dir static)/bench.elf" host_end
tap "an indirect call of the static image is found where there is one" says "blr"

tap_done
