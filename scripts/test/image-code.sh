#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/image-code.sh on code of which every number is known.
# Claims are called by tap.
# shellcheck disable=SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh

# assemble NAME [LABEL...]: standard input to $tmp/NAME, linked; then a function of no instruction at each LABEL
assemble()
{
	{
		echo ".arch armv8.5-a"
		cat
		for label in $2; do
			printf '%s:\n\tnop\n' "$label"
		done
	} | aarch64-linux-gnu-gcc -x assembler -c -o "$tmp/$1.o" -
	aarch64-linux-gnu-ld -Ttext=0x1000 -e 0x1000 -o "$tmp/$1" "$tmp/$1.o"
}
# What every image has on its trap path.
path='lower_a64_sync vcpu_inplace_hvc vcpu_exit_sync exit_decode vcpu_finish dispatch vcpu_enter'
# other_than NAME...: of that
other_than() { for name in $path; do case " $* " in *" $name "*) ;; *) echo "$name" ;; esac; done; }
# is WHAT NUMBER: of the last run
is() { tap "$1 is $2" says_line "code_$1=$2"; }

# 8 instructions in functions of the trap path, by name and as they enter a guest; 22 in all.
assemble image "$(other_than exit_decode vcpu_enter)" <<'END'
exit_decode:
	stp	x29, x30, [sp, #-16]!
	str	w1, [sp, #8]
	str	x1, [x2]
	ldp	x29, x30, [sp], #16
	ret
runs_a_guest:
	bl	vcpu_enter
	ldr	x0, [sp]
vcpu_enter:
	ret
elsewhere:
	paciasp
	bti	c
	stp	x0, x1, [sp]
	blr	x0
	bl	__call_indirect_x1
	bl	__stack_chk_fail
	autiasp
	ret
	dsb	sy
	isb
	nop
behind_it:
	sb
displace_branches:
	br	x0
__call_indirect_x1:
	br	x1
__stack_chk_fail:
	ret
END
run scripts/image-code.sh "$tmp/image"
tap "an image is counted" exits 0
is text_bytes 112
is instructions 22
is calls 4
is indirect_calls 2
is speculation_barriers 1
is signed_returns 1
is landing_pads 1
is canary_checks 1
is trap_instructions 8
is trap_stored 3
is trap_loaded 3

# What makes a number another one.
assemble image "$(other_than vcpu_inplace_hvc vcpu_enter)" <<'END'
vcpu_inplace_hvc:
	stp	x0, x1, [sp]
	str	q0, [sp]
	br	x0
	b	vcpu_enter
vcpu_enter:
	ret
END
run scripts/image-code.sh "$tmp/image"
is trap_stored 2
is indirect_calls 1
is calls 0

# A function that was renamed counts nowhere: better no figure than one that is too small.
for name in $path; do
	printf 'renamed:\n\tret\n' | assemble image "$(other_than "$name")"
	run scripts/image-code.sh "$tmp/image"
	tap "an image without $name is refused" exits 1
	tap "and it is named" says "no function ${name%_[hs]*c}"
done
printf 'run:\n\tbl vcpu_enter\n' | assemble image "$(other_than exit_decode vcpu_finish dispatch)"
run env LTO=yes scripts/image-code.sh "$tmp/image"
tap "what the link put into others needs no name" exits 0

printf 'x: .quad 0\n' | sed '1i .data' | assemble empty ""
run scripts/image-code.sh "$tmp/empty"
tap "an image without code is refused" exits 1
run scripts/image-code.sh "$tmp/nothing"
tap "and so is none" [ "$rc" -ne 0 ]

tap_done
