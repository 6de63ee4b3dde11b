#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/image-code.sh IMAGE
#
# What the object code of an image is like, as lines key=number for its manifest; results/SCHEMA.md has their
# meaning. OBJDUMP: objdump for AArch64. LTO: yes when IMAGE was optimised at its link. Prints why and exits with 1
# when IMAGE has no code, or no function of a name by which the trap path is known.
set -eu
image=${1:?an image}
dump=$(mktemp)
trap 'rm -f "$dump"' EXIT
objdump=${OBJDUMP:-aarch64-linux-gnu-objdump}
"$objdump" -d -j .text --no-show-raw-insn "$image" >"$dump"
text_bytes=$("$objdump" -h -j .text "$image" | awk '$2 == ".text" { print "0x" $3 }')
echo "code_text_bytes=$((${text_bytes:?no section .text}))"

# Twice the same text: who enters a guest is known only behind the last line.
awk -v lto="${LTO:-}" '
# What is between a trap and the run loop by its name; gcc adds .part.0 and the like to what it splits off. Those
# written in C may be inside of others after an optimisation at the link.
BEGIN {
	n_names = split("lower_a64_sync vcpu_inplace_ vcpu_enter vcpu_exit_ exit_decode vcpu_finish dispatch", names, " ")
	n_sure = lto != "" ? 4 : n_names
}

function is_by_name(name,	i)
{
	for (i = 1; i <= n_names; i++) {
		if (index(name, names[i]) == 1) {
			found[i] = 1
			return 1
		}
	}
	return 0
}

# Registers that an access through SP moves; not those of FP.
function moved(ops,	list, parts, n, i, count)
{
	if (ops !~ /\[sp[],]/) {
		return 0
	}
	list = substr(ops, 1, index(ops, "[") - 1)
	n = split(list, parts, /, */)
	for (i = 1; i <= n; i++) {
		count += parts[i] ~ /^[xw]([0-9]+|zr)$/
	}
	return count + 0
}

# A thunk, which takes the place of an indirect call, is the compiler\047s.
function is_thunk(name)
{
	return name ~ /^(__call_indirect_|__llvm_slsblr_thunk_)/
}

FNR == 1 { pass++; name = "" }

/^[0-9a-f]+ <.*>:$/ {
	name = substr($2, 2, length($2) - 3)
	on_path = is_by_name(name)
	previous = ""
	next
}

name == "" || !/^ *[0-9a-f]+:\t/ { next }

{ mn = $2 }
mn == "nop" || mn == "udf" || mn ~ /^\./ { next }

pass == 1 {
	if (mn == "bl" && $4 == "<vcpu_enter>") {
		enters[name] = 1
	}
	next
}

{
	instructions++
	last = previous
	previous = mn
	calls += mn == "bl" || mn == "blr"
	# displace_branches() is nothing but branches, and not on any path that is measured.
	if ((mn == "blr" || mn == "br") && !is_thunk(name) && name != "displace_branches") {
		indirect++
	}
	if (mn ~ /^bl?$/ && is_thunk(substr($4, 2))) {
		indirect++
	}
	barriers += (mn == "sb" || mn == "dsb") && last ~ /^(ret|br)$/
	signatures += mn ~ /^(paciasp|pacibsp)$/ || (mn == "hint" && $3 == "#0x19")
	pads += mn == "bti" || (mn == "hint" && $3 ~ /^#0x2[246]$/)
	canaries += $4 == "<__stack_chk_fail>"
}

on_path || (name in enters) {
	trap++
	ops = $0
	sub(/^[^\t]*\t[^\t]*\t/, "", ops)
	stored += mn ~ /^st(p|u?r)/ ? moved(ops) : 0
	loaded += mn ~ /^ld(p|u?r)/ ? moved(ops) : 0
}

END {
	if (instructions == 0) {
		print "image-code: no code in there" >"/dev/stderr"
		exit 1
	}
	for (i = 1; i <= n_sure; i++) {
		if (!(i in found)) {
			print "image-code: no function " names[i] "... is in there: the trap path is not known " \
				"(the names in this script and those of the sources have to be the same)" >"/dev/stderr"
			exit 1
		}
	}
	print "code_instructions=" instructions
	print "code_calls=" calls + 0
	print "code_indirect_calls=" indirect + 0
	print "code_speculation_barriers=" barriers + 0
	print "code_signed_returns=" signatures + 0
	print "code_landing_pads=" pads + 0
	print "code_canary_checks=" canaries + 0
	print "code_trap_instructions=" trap + 0
	print "code_trap_stored=" stored + 0
	print "code_trap_loaded=" loaded + 0
}' "$dump" "$dump"
