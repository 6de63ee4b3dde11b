#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/check-inplace.sh on handlers that are right, on handlers with one thing wrong each, and on those of
# the core tests.
# Claims are called by tap.
# shellcheck disable=SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
cross=aarch64-linux-gnu-

# assemble NAME: standard input to $tmp/NAME.o
assemble() { "${cross}gcc" -x assembler -c -o "$tmp/$1.o" -; }
# opens NAME: what stands before the code of a function
opens() { printf '\t.section .text.%s, "ax"\n\t.global %s\n\t.type %s, %%function\n%s:\n' "$1" "$1" "$1" "$1"; }
# handler INSTRUCTION...: one that executes these and declines
handler()
{
	{
		opens vcpu_inplace_hvc
		printf '\t%s\n' "$@" "b vcpu_inplace_decline"
	} | assemble handler
}
check() { run scripts/check-inplace.sh "$1" "$tmp/handler.o"; }
is_right()
{
	claim=$1
	shift
	handler "$@"
	check narrow
	tap "$claim" exits 0
}
# is_wrong CONVENTION CLAIM SAID INSTRUCTION...
is_wrong()
{
	kind=$1
	claim=$2
	said=$3
	shift 3
	handler "$@"
	check "$kind"
	tap "$kind: $claim is seen" exits 1
	tap "... with function and instruction" says_line "$tmp/handler.o: vcpu_inplace_hvc: $said"
}

is_right "x0 to x3 and flags may change" "mvn x0, x1" "mvn x1, xzr" "mov x2, #1" "mov w3, w1" "cmp x0, #1"
is_right "what is saved and restored may change" "stp x4, x15, [sp, #-32]!" "str x30, [sp, #16]" "mvn x4, xzr" \
	"mvn x15, xzr" "mov x30, x0" "ldr x30, [sp, #16]" "ldp x4, x15, [sp], #32"
is_right "and on both of two paths" "sub sp, sp, #16" "str x19, [sp, #8]" "cbz x0, 1f" "mov x19, #5" "1: ldr x19, [sp, #8]" \
	"add sp, sp, #16"
is_right "all of the stack may be used" "sub sp, sp, #256" "str x0, [sp]" "add sp, sp, #256"
is_right "a loop is followed" "stp x4, x5, [sp, #-16]!" "1: add x4, x4, #1" "subs x0, x0, #1" "b.ne 1b" \
	"ldp x4, x5, [sp], #16"

is_wrong narrow "a register of the guest's" "b vcpu_inplace_decline: x4 has changed" "mov x4, #1"
is_wrong narrow "its lower half" "b vcpu_inplace_decline: x15 has changed" "mov w15, #1"
is_wrong narrow "one that a load changes" "b vcpu_inplace_decline: x7 has changed" "ldp x2, x7, [x0]"
is_wrong narrow "one that counts up" "b vcpu_inplace_decline: x9 has changed" "ldr x2, [x9], #8"
is_wrong narrow "the status of a store" "b vcpu_inplace_decline: x8 has changed" "stxr w8, x2, [x0]"
is_wrong narrow "x30" "b vcpu_inplace_decline: x30 has changed" "mov x30, x0"
is_wrong narrow "one that is restored on one path alone" "b vcpu_inplace_decline: x4 has changed" \
	"str x4, [sp, #-16]!" "cbz x0, 1f" "mov x4, #5" "ldr x4, [sp]" "cbnz x1, 1f" "mov x4, #2" "1: add sp, sp, #16"
is_wrong narrow "one that is restored from another's place" "b vcpu_inplace_decline: x5 has changed" \
	"stp x4, x5, [sp, #-16]!" "mov x5, #1" "ldr x5, [sp]" "add sp, sp, #16"
is_wrong narrow "one whose place was written to" "b vcpu_inplace_decline: x4 has changed" \
	"str x4, [sp, #-16]!" "mov x4, #5" "str x0, [sp]" "ldr x4, [sp], #16"
is_wrong narrow "one that is saved too late" "b vcpu_inplace_decline: x4 has changed" \
	"mov x4, #5" "str x4, [sp, #-16]!" "ldr x4, [sp], #16"
is_wrong narrow "x16, even saved" "str x16, [sp, #-16]!: x16 is not a handler's to use" \
	"str x16, [sp, #-16]!" "ldr x16, [sp], #16"
is_wrong narrow "x18, even read" "mov x0, x18: x18 is not a handler's to use" "mov x0, x18"
is_wrong narrow "a stack that is not put back" "b vcpu_inplace_decline: the stack is not as it was" "sub sp, sp, #16"
is_wrong narrow "two ways to one place with two stacks" "b vcpu_inplace_decline: two paths come here with two values of SP" \
	"cbz x0, 1f" "sub sp, sp, #16" "1:"
is_wrong narrow "SP from a register" "mov sp, x0: nobody can follow SP from here" "mov sp, x0"

for convention in narrow aapcs; do
	is_wrong "$convention" "a return" "ret: a handler does not return" "ret"
	is_wrong "$convention" "an indirect call" "blr x0: has no place in a handler" "blr x0"
	is_wrong "$convention" "an indirect jump" "br x0: has no place in a handler" "br x0"
	is_wrong "$convention" "an exception return" "eret: has no place in a handler" "eret"
	is_wrong "$convention" "interrupts let in" "msr daifclr, #0x2: has no place in a handler" "msr daifclr, #2"
	is_wrong "$convention" "a call of what is compiled otherwise" "bl memset: memset was not compiled for this" \
		"str x30, [sp, #-16]!" "bl memset" "ldr x30, [sp], #16"
	is_wrong "$convention" "a jump to it" "b memset: memset was not compiled for this" "cbz x0, 1f" "b memset" "1:"
	is_wrong "$convention" "a call that loses x30" "b vcpu_inplace_decline: x30 has changed" "bl vcpu_inplace_hvc"
	is_wrong "$convention" "recursion" "str x30, [sp, #-16]!: a function that calls itself" \
		"str x30, [sp, #-16]!" "bl vcpu_inplace_hvc" "ldr x30, [sp], #16"
	is_wrong "$convention" "an FP register" "fmov x0, d0: FP/SIMD registers are the guest's" "fmov x0, d0"
	is_wrong "$convention" "a vector of them" "ldr q3, [x0]: FP/SIMD registers are the guest's" "ldr q3, [x0]"
	is_wrong "$convention" "x18" "mov x18, x0: x18 is not a handler's to use" "mov x18, x0"
	is_wrong "$convention" "x19" "b vcpu_inplace_decline: x19 has changed" "mov x19, x0"
	handler "sub sp, sp, #272" "str x0, [sp]" "add sp, sp, #272"
	check "$convention"
	tap "$convention: too deep a stack is seen" \
		says_line "$tmp/handler.o: vcpu_inplace_hvc: takes 272 bytes of stack; there are 256"
done
handler "mov x4, #1" "mov x16, #1" "mov x17, #1"
check aapcs
tap "aapcs: x4, x16 and x17 may change" exits 0

# helper BYTES INSTRUCTION...: a handler with a frame of BYTES that calls a function of these
helper()
{
	bytes=$1
	shift
	{
		opens vcpu_inplace_msr
		printf '\t%s\n' "sub sp, sp, #$bytes" "str x30, [sp]" "bl helper" "ldr x30, [sp]" \
			"add sp, sp, #$bytes" "b vcpu_inplace_finish_msr"
		opens helper
		printf '\t%s\n' "$@"
	} | assemble handler
	check narrow
}
helper 192 "sub sp, sp, #64" "add sp, sp, #64" ret
tap "a function of its own kind may be called, and returns" exits 0
helper 192 "sub sp, sp, #80" "add sp, sp, #80" ret
tap "its stack counts" says_line "$tmp/handler.o: vcpu_inplace_msr: takes 272 bytes of stack; there are 256"
helper 16 "mov x5, #1" ret
tap "it keeps what a handler keeps" says_line "$tmp/handler.o: helper: ret: x5 has changed"
helper 16 "b vcpu_inplace_resume"
tap "it does not end the handler" \
	says_line "$tmp/handler.o: helper: b vcpu_inplace_resume: ends a handler in a function that it calls"
helper 16 "nop"
tap "a function that just stops is seen" says_line "$tmp/handler.o: helper: nop: runs over the end of the function"

# As a compiler makes them.
compile()
{
	"${cross}gcc" -O2 -std=c11 -ffreestanding -mgeneral-regs-only -Ivcpu/include -Ivcpu/aarch64/seam -c \
		-o "$tmp/handler.o" "$@" "$tmp/handler.c"
	check narrow
}
narrow=$(make -s -f - <<-'MAKE'
	include vcpu/aarch64/inplace/narrow/inplace.mk
	all:;@echo $(INPLACE_CFLAGS)
	MAKE
)
cat >"$tmp/handler.c" <<'END_OF_SOURCE'
#include <vcpu/inplace.h>
void vcpu_inplace_irq(struct vcpu_ctx *ctx)
{
	volatile uint64_t words[WORDS];
	uint64_t sum = 0;
	for (unsigned int i = 0; i < WORDS; i++) {
		words[i] = ctx->x[i % 4] * i;
		sum += words[WORDS - 1 - i] + ctx->x[1] / (i + 1);
	}
	ctx->x[0] = sum;
	END;
}
END_OF_SOURCE
# shellcheck disable=SC2086
compile $narrow -DWORDS=8 -DEND="vcpu_inplace_resume()"
tap "gcc: compiled as it is to be, a handler is right" exits 0
compile -DWORDS=8 -DEND="vcpu_inplace_resume()"
tap "gcc: compiled as any function, it is not" exits 1
# shellcheck disable=SC2086
compile $narrow -DWORDS=32 -DEND="vcpu_inplace_resume()"
tap "gcc: a frame that is too large is seen" says "bytes of stack; there are 256"
# shellcheck disable=SC2086
compile $narrow -DWORDS=8 -DEND="(void)0"
tap "gcc: an end that is missing is seen" says_line "$tmp/handler.o: vcpu_inplace_irq: ret: a handler does not return"

for built in gcc:narrow clang:aapcs; do
	objects=$(find "build/image/qemu-virt-gicv3/${built%:*}-static-lazy/microbench/test/core/inplace" \
		"build/image/qemu-virt-gicv3/${built%:*}-static-lazy/microbench/inplace" -name '*.o')
	# shellcheck disable=SC2086
	run scripts/check-inplace.sh "${built#*:}" $objects
	tap "the handlers that ${built%:*} has made are right" exits 0
	tap "and all of them are looked at" \
		[ "$(echo "$objects" | wc -l)" -ge "$(find microbench/test/core/inplace microbench/inplace -name '*.c' | wc -l)" ]
done
# shellcheck disable=SC2086
run scripts/check-inplace.sh narrow $objects
tap "clang's are not narrow" exits 1

: >"$tmp/empty.s"
"${cross}gcc" -c -o "$tmp/handler.o" "$tmp/empty.s"
check narrow
tap "an object without a function is no pass" exits 1
run scripts/check-inplace.sh wide "$tmp/handler.o"
tap "a convention that there is not is refused" says_line "check-inplace: no convention 'wide'; have: narrow aapcs"
tap_done
