# SPDX-License-Identifier: Apache-2.0
# Reads `objdump -d --no-show-raw-insn`; prints every indirect call or jump in a function that can be
# reached from the functions in `roots`. The search does not go into those in `fatal`: they run when
# host or guest does not go on. A name in either list that is no function is an error.

# "40201b94:	blr	x1" below "0000000040201a90 <dispatch_exit>:"
/^[0-9a-f]+ <.*>:$/ {
	function_name = substr($2, 2, length($2) - 3)
	is_function[function_name] = 1
	next
}
function_name != "" && $2 ~ /^(blr|br)$/ {
	indirect[function_name] = indirect[function_name] $0 "\n"
}
# Every direct branch or call that names a function other than its own: bl, b, b.cond, cbz, tbz.
function_name != "" && $2 ~ /^(bl|b|b\..*|cbn?z|tbn?z)$/ {
	target = $0
	sub(/.*</, "", target)
	sub(/[+>].*/, "", target)
	if (target != function_name) {
		calls[function_name] = calls[function_name] " " target
	}
}

function check(names, n, list, i)
{
	n = split(names, list, " ")
	for (i = 1; i <= n; i++) {
		if (!(list[i] in is_function)) {
			print "no such function: " list[i]
			failed = 1
		}
	}
}

END {
	check(roots)
	check(fatal)
	n = split(fatal, list, " ")
	for (i = 1; i <= n; i++) {
		seen[list[i]] = 1
	}
	head = 1
	tail = split(roots, queue, " ")
	for (i = 1; i <= tail; i++) {
		seen[queue[i]] = 1
	}
	while (head <= tail) {
		name = queue[head++]
		if (name in indirect) {
			printf "%s:\n%s", name, indirect[name]
		}
		n = split(calls[name], list, " ")
		for (i = 1; i <= n; i++) {
			if (!(list[i] in seen)) {
				seen[list[i]] = 1
				queue[++tail] = list[i]
			}
		}
	}
	exit failed
}
