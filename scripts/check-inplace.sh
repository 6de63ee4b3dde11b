#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/check-inplace.sh narrow|aapcs OBJECT...
#
# Holds what was compiled as <vcpu/inplace.h> says against what the vectors leave it. The OBJECTs are all
# that is called in place. Follows every path of every function: a register that its convention has it keep
# holds the caller's value at each end, SP is where it was, and nothing lies deeper than the stack. Prints
# each violation as object: function: instruction: what is wrong; exit 1 if there is one. OBJDUMP: objdump
# for AArch64.
set -eu
convention=${1:?narrow or aapcs}
shift
case $convention in
narrow | aapcs) ;;
*)
	echo "check-inplace: no convention '$convention'; have: narrow aapcs"
	exit 1
	;;
esac
[ $# -gt 0 ] || exit 0
header=$(dirname "$0")/../vcpu/include/vcpu/aarch64.h
stack_bytes=$(sed -n 's/^#define VCPU_INPLACE_STACK_BYTES \([0-9]*\).*/\1/p' "$header")

dump=$(mktemp)
trap 'rm -f "$dump"' EXIT
for object; do
	echo "OBJECT $object"
	"${OBJDUMP:-aarch64-linux-gnu-objdump}" -dr --no-show-raw-insn "$object"
done >"$dump"

awk -v convention="$convention" -v stack_bytes="${stack_bytes:?}" '
BEGIN {
	# Whose value has to be there at the end, and what is not even to be named.
	for (r = 19; r <= 30; r++) {
		is_kept[r] = 1
	}
	is_forbidden[18] = 1
	if (convention == "narrow") {
		for (r = 4; r <= 15; r++) {
			is_kept[r] = 1
		}
		is_forbidden[16] = is_forbidden[17] = 1
	}
	words(no_result, "b cbz cbnz tbz tbnz bl cmp cmn tst ccmp ccmn msr nop hint bti dsb dmb isb " \
		"csdb sb yield sev sevl clrex prfm prfum dc ic at tlbi sys brk udf")
	words(no_way, "br blr braa brab blraa blrab eret svc hvc smc wfi wfe ldraa ldrab")
}

function words(set, text,	parts, n, i)
{
	n = split(text, parts, " ")
	for (i = 1; i <= n; i++) {
		set[parts[i]] = 1
	}
}

function complain(i, text,	key)
{
	key = object[fn[i]] ": " name[fn[i]] ": " mn[i] " " (i in target ? target[i] : ops[i]) ": " text
	sub(/ : /, ": ", key)
	if (!(key in told)) {
		print key
		told[key] = 1
	}
	bad = 1
}

function hex(text,	i, value)
{
	value = 0
	for (i = 1; i <= length(text); i++) {
		value = value * 16 + index("123456789abcdef", substr(text, i, 1))
	}
	return value
}

function number(text)
{
	return text ~ /^-?0x/ ? (text ~ /^-/ ? -hex(substr(text, 4)) : hex(substr(text, 3))) : text + 0
}

# The number of a general register, 31 for ZR and SP, "" for what is none.
function gpr(text)
{
	if (text ~ /^([xw]zr|w?sp)$/) {
		return 31
	}
	return text ~ /^[xw][0-9]+$/ ? substr(text, 2) + 0 : ""
}

/^OBJECT / { path = substr($0, 8); f = 0; next }

/^[0-9a-f]+ <.*>:$/ {
	f = ++n_fns
	object[f] = path
	name[f] = substr($2, 2, length($2) - 3)
	known[path, name[f]] = f
	anywhere[name[f]] = f
	next
}

/^[ \t]+[0-9a-f]+: R_AARCH64_/ {
	if ($2 ~ /_(CALL|JUMP)26$/) {
		target[n] = $3
		sub(/^\.text\.(unlikely\.|hot\.)?/, "", target[n])
	}
	next
}

f && /^ *[0-9a-f]+:\t/ {
	n++
	sub(/[ \t]*\/\/.*$/, "")
	fn[n] = f
	addr[n] = $1
	sub(/:$/, "", addr[n])
	mn[n] = $2
	at[f, addr[n]] = n
	if (!(f in first)) {
		first[f] = n
	}
	last[f] = n
	text = $0
	sub(/^[^\t]*\t[^\t]*\t?/, "", text)
	if (match(text, / <.*>$/)) {
		symbol = substr(text, RSTART + 2, RLENGTH - 3)
		text = substr(text, 1, RSTART - 1)
		# Of the same section, and without a relocation.
		if ((mn[n] == "bl" || mn[n] == "b") && symbol !~ /[+]/ && (mn[n] == "bl" || symbol != name[f])) {
			target[n] = symbol
		}
	}
	ops[n] = text
}

function register_list(text,	n_parts, parts, i)
{
	gsub(/[][{}!,#]/, " ", text)
	n_parts = split(text, parts, " ")
	n_regs = 0
	for (i = 1; i <= n_parts; i++) {
		regs[++n_regs] = parts[i]
	}
}

# What no path makes right.
function look(i,	k, r)
{
	if (mn[i] in no_way || (mn[i] == "msr" && ops[i] ~ /^(daif|spsel)/)) {
		complain(i, "has no place in a handler")
	}
	if (mn[i] ~ /^(bl?|b\..*|cbn?z|tbn?z)$/) {
		return # an address may look like one
	}
	register_list(ops[i])
	for (k = 1; k <= n_regs; k++) {
		r = gpr(regs[k])
		if (r != "" && r in is_forbidden) {
			complain(i, "x" r " is not a handler\047s to use")
		} else if (regs[k] ~ /^([vqdshbzp])[0-9]+([.\/]|$)/) {
			complain(i, "FP/SIMD registers are the guest\047s")
		}
	}
}

# The state of a path: SP below the entry; keeps: registers, space-separated, that hold the value of the
# entry; slots: " offset=register" of each of those that is on the stack.
function slot_of(offset,	at_)
{
	at_ = index(slots, " " offset "=")
	return at_ ? substr(slots, at_ + length(offset) + 2) + 0 : ""
}

function drop_slot(offset,	re)
{
	re = " " offset "=[0-9]+"
	sub(re, "", slots)
}

function written(r)
{
	sub(" " r " ", " ", keeps)
}

function kept(r)
{
	return index(keeps, " " r " ") > 0
}

function store_at(reg, offset, is_x,	r)
{
	drop_slot(offset - offset % 8 - (offset % 8 < 0 ? 8 : 0))
	r = gpr(reg)
	if (is_x && r in is_kept && kept(r)) {
		slots = slots " " offset "=" r
	}
}

function load_at(reg, offset,	r)
{
	r = gpr(reg)
	if (slot_of(offset) == r && reg ~ /^x/) {
		if (!kept(r)) {
			keeps = keeps r " "
		}
		return
	}
	written(r)
}

# Loads and stores: "reg[, reg], [base{, #offset}]{!}" or "..., [base], #step".
function access(i,	text, list, n_list, inside, base, offset, step, k, is_store, width)
{
	text = ops[i]
	is_store = mn[i] ~ /^st/
	list = substr(text, 1, index(text, "[") - 1)
	n_list = split(list, transferred, /, */) - 1
	inside = substr(text, index(text, "[") + 1)
	base = inside
	sub(/[],].*/, "", base)
	offset = 0
	if (inside ~ /^[a-z0-9]+, #/) {
		offset = inside
		sub(/^[^#]*#/, "", offset)
		sub(/\].*/, "", offset)
		offset = number(offset)
	}
	step = ""
	if (inside ~ /\]!$/) {
		step = offset
		offset = 0
	} else if (inside ~ /\], #/) {
		step = inside
		sub(/.*#/, "", step)
		step = number(step)
	}
	if (base == "sp" && step != "" && inside ~ /\]!$/) {
		sp += step
	}
	width = transferred[1] ~ /^x/ ? 8 : 4
	for (k = 1; k <= n_list; k++) {
		if (is_store && base == "sp") {
			store_at(transferred[k], sp + offset + (k - 1) * width, width == 8)
		} else if (!is_store && base == "sp") {
			load_at(transferred[k], sp + offset + (k - 1) * width)
		} else if (!is_store || k == 1 && mn[i] ~ /^stl?x/) {
			written(gpr(transferred[k]))
		}
	}
	if (base == "sp" && step != "" && inside !~ /\]!$/) {
		sp += step
	} else if (base != "sp" && step != "") {
		written(gpr(base))
	}
}

function move_sp(i,	parts)
{
	split(ops[i], parts, /, */)
	if (parts[2] == "sp" && parts[3] ~ /^#/ && parts[4] == "") {
		sp += (mn[i] == "sub" ? -1 : 1) * number(substr(parts[3], 2))
	} else {
		complain(i, "nobody can follow SP from here")
	}
}

function step_over(i,	dest)
{
	dest = ops[i]
	sub(/,.*/, "", dest)
	if (mn[i] == "bl") {
		written(30)
	} else if (mn[i] in no_result || mn[i] ~ /^b\./) {
		return
	} else if (ops[i] ~ /\[/) {
		access(i)
	} else if (dest == "sp") {
		move_sp(i)
	} else if (gpr(dest) != "") {
		written(gpr(dest))
	}
}

# Both paths meet at i: what holds on each of them.
function meet(i, sp_, keeps_, slots_,	parts, n_parts, k, both_keep, both_slots)
{
	if (!(i in seen_sp)) {
		seen_sp[i] = sp_
		seen_keeps[i] = keeps_
		seen_slots[i] = slots_
		todo[++n_todo] = i
		return
	}
	if (seen_sp[i] != sp_) {
		complain(i, "two paths come here with two values of SP")
		return
	}
	both_keep = " "
	n_parts = split(seen_keeps[i], parts, " ")
	for (k = 1; k <= n_parts; k++) {
		if (index(keeps_, " " parts[k] " ")) {
			both_keep = both_keep parts[k] " "
		}
	}
	both_slots = ""
	n_parts = split(seen_slots[i], parts, " ")
	for (k = 1; k <= n_parts; k++) {
		if (index(slots_ " ", " " parts[k] " ")) {
			both_slots = both_slots " " parts[k]
		}
	}
	if (both_keep != seen_keeps[i] || both_slots != seen_slots[i]) {
		seen_keeps[i] = both_keep
		seen_slots[i] = both_slots
		todo[++n_todo] = i
	}
}

function goes_on(i)
{
	if (i == last[fn[i]]) {
		complain(i, "runs over the end of the function")
	} else {
		meet(i + 1, sp, keeps, slots)
	}
}

# Where the path goes behind instruction i.
function follow(i,	to)
{
	if (mn[i] ~ /^(b\..*|cbn?z|tbn?z)$/ || (mn[i] == "b" && !(i in target))) {
		to = ops[i]
		sub(/.*,[ ]*/, "", to)
		if ((fn[i], to) in at) {
			meet(at[fn[i], to], sp, keeps, slots)
		} else {
			complain(i, "leaves the function on a condition, or its middle")
		}
	}
	if (mn[i] !~ /^(b|ret|brk|udf)$/ && !(mn[i] in no_way)) {
		goes_on(i)
	}
}

# Nothing of the caller is lost behind instruction i.
function check_end(i,	r)
{
	if (seen_sp[i] != 0) {
		complain(i, "the stack is not as it was")
	}
	for (r = 0; r <= 30; r++) {
		if (r in is_kept && !index(seen_keeps[i], " " r " ")) {
			complain(i, "x" r " has changed")
		}
	}
}

# All paths of function g, from state to state until none changes any more.
function walk(g,	i, r)
{
	keeps = " "
	for (r in is_kept) {
		keeps = keeps r " "
	}
	meet(first[g], 0, keeps, "")
	while (n_todo > 0) {
		i = todo[n_todo--]
		sp = seen_sp[i]
		keeps = seen_keeps[i]
		slots = seen_slots[i]
		step_over(i)
		if (-sp > own_bytes[g]) {
			own_bytes[g] = -sp
		}
		follow(i)
	}
	for (i = first[g]; i <= last[g]; i++) {
		look(i)
		if (i in seen_sp && (mn[i] == "ret" || (mn[i] == "b" && i in target))) {
			check_end(i)
		}
	}
}

# The function of ours that instruction i goes to, "": none.
function callee(i)
{
	if ((object[fn[i]], target[i]) in known) {
		return known[object[fn[i]], target[i]]
	}
	return target[i] in anywhere ? anywhere[target[i]] : ""
}

# What function g takes of the stack with all that it calls. A handler does not return: it has
# vcpu_inplace_*() to end in; what it calls returns, and does not end it.
function measure(g, is_called,	i, to, bytes, most)
{
	if (g in measuring) {
		complain(first[g], "a function that calls itself")
		return 0
	}
	measuring[g] = is_measured[g] = 1
	most = own_bytes[g] + 0
	for (i = first[g]; i <= last[g]; i++) {
		if (mn[i] == "ret" && !is_called) {
			complain(i, "a handler does not return")
		}
		if (!(i in target)) {
			continue
		}
		to = callee(i)
		bytes = 0
		if (to != "") {
			bytes = measure(to, is_called || mn[i] == "bl") - seen_sp[i]
		} else if (mn[i] == "bl" || target[i] !~ /^vcpu_inplace_(decline|resume|finish)/) {
			complain(i, target[i] " was not compiled for this")
		} else if (is_called) {
			complain(i, "ends a handler in a function that it calls")
		}
		if (bytes > most) {
			most = bytes
		}
	}
	delete measuring[g]
	return most
}

function check_depth(g, is_called,	bytes)
{
	bytes = measure(g, is_called)
	if (bytes > stack_bytes) {
		print object[g] ": " name[g] ": takes " bytes " bytes of stack; there are " stack_bytes
		bad = 1
	}
}

END {
	if (n_fns == 0) {
		print "check-inplace: no function in there"
		exit 1
	}
	for (g = 1; g <= n_fns; g++) {
		walk(g)
	}
	for (g = 1; g <= n_fns; g++) {
		if (name[g] ~ /^vcpu_inplace_/) {
			check_depth(g, 0)
		}
	}
	for (g = 1; g <= n_fns; g++) {
		if (!(g in is_measured)) {
			check_depth(g, 1)
		}
	}
	exit bad
}' "$dump"
