# SPDX-License-Identifier: Apache-2.0
# What the end-to-end tests share: the command, a small suite, the process under test. Sourced after
# tap.sh, from the top of the source tree. TRAPLINE and TRAPLINE_TREE name others of them.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2317

trapline=${TRAPLINE:-$PWD/build/bin/trapline}
tree=${TRAPLINE_TREE:-$PWD}
out=$tmp/results

# is GOT WANT CLAIM: equal text
is() { tap "$3" [ "$1" = "$2" ]; }
# like TEXT RE CLAIM: a line of it matches the extended expression; unlike: no line does
like()
{
	printf '%s\n' "$1" >"$tmp/out"
	tap "$3" grep -Eq -e "$2" "$tmp/out"
}
unlike()
{
	printf '%s\n' "$1" >"$tmp/out"
	tap "$3" [ "$(grep -Ec -e "$2" "$tmp/out")" -eq 0 ]
}

# suite NAME LINE...: $tmp/NAME.yaml on the one board, with what LINEs say
suite()
{
	suite_file=$tmp/$1.yaml
	shift
	{
		echo "summary: for a test"
		echo "boards: [qemu-virt-gicv3/cortex-a57]"
		printf '%s\n' "$@"
	} >"$suite_file"
}

# measure ARGUMENT...: trapline run, with $out
measure() { trapline_in "$PATH" run --out "$out" "$@"; }

# trapline_in PATH ARGUMENT...: its exit status, stdout and stderr are in $rc, $stdout and $stderr;
# what was broken into lines on stderr is one line again
trapline_in()
{
	trapline_path=$1
	shift
	rc=0
	PATH=$trapline_path "$trapline" -C "$tree" "$@" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null ||
		rc=$?
	stdout=$(cat "$tmp/stdout")
	stderr=$(sed -e ':a' -e 'N;$!ba' -e 's/\n    \([^ ]\)/ \1/g' "$tmp/stderr")
	cat "$tmp/stdout" "$tmp/stderr" >"$tmp/out" # shown when a claim fails
}

# True when a process has an image in our scratch folder on its command line.
is_qemu_left() { grep -lz "^$tmp/.*/\.image-" /proc/[0-9]*/cmdline >"$tmp/left" 2>/dev/null; }

# Waits a moment for what was killed to be gone.
no_qemu_left()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		is_qemu_left || return 0
		sleep 0.2
	done
	return 1
}

# True when the run folder can be loaded and agrees with itself.
is_whole_run()
{
	"$trapline" compare "$1" "$1" >"$tmp/compared" 2>&1
	[ $? -ne 2 ] # 3 is a whole run with cells that are missing
}
# True when nothing that begins with a dot is in the folder.
has_no_leftover() { [ -z "$(find "$1" -mindepth 1 -name '.*')" ]; }
