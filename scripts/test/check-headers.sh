#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/check-headers.sh on a small tree that is right, and then with one thing wrong at a time.
# Claims are called by tap.
# shellcheck disable=SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
tree=$tmp/tree

put()
{
	mkdir -p "$tree/$(dirname "$1")"
	printf '%s\n' "$2" >"$tree/$1"
}

# guarded FILE GUARD BODY
guarded() { put "$1" "#ifndef $2
#define $2
$3
#endif"; }

new_tree()
{
	rm -rf "$tree"
	guarded vcpu/include/vcpu/exit.h VCPU_EXIT_H '#include <stdint.h>
struct exit { uint64_t esr; };'
	guarded vcpu/hal/static/hal_bind.h HAL_BIND_H ''
	guarded vcpu/aarch64/el1-state.h AARCH64_EL1_STATE_H ''
	guarded guest-payloads/lib/payload.h LIB_PAYLOAD_H '.macro stamp reg
	mrs	\reg, cntvct_el0
.endm'
	guarded runner/version.h VERSION_H ''
	guarded runner/store/run.h STORE_RUN_H '#include <stdio.h>
void run_print(FILE *out);'
}

# wrong CLAIM MESSAGE: the tree, changed by the caller, is refused, and MESSAGE is said.
wrong()
{
	run scripts/check-headers.sh "$tree"
	tap "$1: exit 1" exits 1
	tap "$1: says where and what" says "$2"
	new_tree
}

new_tree
run scripts/check-headers.sh "$tree"
tap "headers in order: exit 0" exits 0
tap "headers in order: prints nothing" says_nothing

put runner/store/run.h 'struct run;'
wrong "no guard" "runner/store/run.h:1: no header guard (#ifndef STORE_RUN_H)"
guarded runner/store/run.h RUN_H ''
wrong "a guard that is not the path" \
	"runner/store/run.h:1: the header guard is not the path (STORE_RUN_H)"
put runner/store/run.h '/* what it is */
#ifndef STORE_RUN_H
#define STORE_RUN
#endif'
wrong "a guard that is never defined" "runner/store/run.h:3: the guard is not defined here"
guarded runner/store/run.h STORE_RUN_H 'void run_print(FILE *out);'
wrong "a host header that lacks an include" "runner/store/run.h:1: does not compile alone"
guarded vcpu/include/vcpu/exit.h VCPU_EXIT_H 'struct exit { uint64_t esr; };'
wrong "a freestanding header that lacks an include" \
	"vcpu/include/vcpu/exit.h:1: does not compile alone"
guarded vcpu/include/vcpu/exit.h VCPU_EXIT_H 'register unsigned long x0 __asm__("eax");'
wrong "a freestanding header is compiled for AArch64" "eax"
guarded guest-payloads/lib/payload.h LIB_PAYLOAD_H '	no_such_instruction'
wrong "a payload header that does not assemble" "guest-payloads/lib/payload.h:1: does not compile"
guarded vcpu/hal/static/hal_bind.h STATIC_HAL_BIND_H ''
wrong "a header that an include path chooses is its name alone" "(HAL_BIND_H)"

HOST_FLAGS='-include stdio.h' run scripts/check-headers.sh "$tree"
tap "the flags of the build are used" exits 0
tap_done
