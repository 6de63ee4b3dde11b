#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What make builds again of the command and its tests, with a compiler that only notes its calls.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh

tree=$tmp/tree
mkdir "$tree"
cp -R Makefile vcpu microbench guest-payloads runner scripts "$tree"

for name in cc1 cc2; do
	cat >"$tmp/$name" <<-END
		#!/bin/sh
		echo "$name \$*" >>"$tmp/calls"
		while [ "\$1" != -o ]; do shift; done
		: >"\$2"
	END
	chmod +x "$tmp/$name"
done

# built ARGUMENT...: make of the command and one test; its calls of the compiler are in $tmp/out
built()
{
	: >"$tmp/calls"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u CFLAGS -u LDFLAGS make -C "$tree" -s trapline \
		build/test/runner/test_stats "$@" >"$tmp/make" 2>&1 || cat "$tmp/make" >>"$tmp/calls"
	cp "$tmp/calls" "$tmp/out"
}
# calls RE: how many of them match
calls() { grep -Ec -e "$1" "$tmp/out"; }
links='^cc. .*-o build/(bin/trapline|test/runner/test_stats) '

# And the page's style and script, made C.
n_command=$((1 + $(find runner microbench/wire -name '*.c' ! -path 'runner/test/*' | wc -l)))
n_tests=$n_command # main.c is left out, the test comes in

built HOSTCC="$tmp/cc1"
tap "everything is compiled once" [ "$(calls '^cc1 .* -c ')" -eq $((n_command + n_tests)) ]
tap "and linked" [ "$(calls "$links")" -eq 2 ]
built HOSTCC="$tmp/cc1"
tap "then there is nothing to do" [ "$(calls .)" -eq 0 ]

built HOSTCC="$tmp/cc2"
tap "another compiler compiles everything again" \
	[ "$(calls '^cc2 .* -c ')" -eq $((n_command + n_tests)) ]
tap "and links it" [ "$(calls "$links")" -eq 2 ]
built HOSTCC="$tmp/cc2" CFLAGS=-O0
tap "other flags compile the command again" [ "$(calls ' -O0 .* -c ')" -eq "$n_command" ]
built HOSTCC="$tmp/cc2" CFLAGS=-O0 LDFLAGS=-static
tap "other link flags link it again" [ "$(calls 'bin/trapline .*-static')" -eq 1 ]

rm "$tree/runner/cmd/term.c"
built HOSTCC="$tmp/cc2" CFLAGS=-O0 LDFLAGS=-static
tap "a source that is gone links both again" [ "$(calls "$links")" -eq 2 ]
tap "without it" [ "$(calls 'term\.o')" -eq 0 ]
tap "and compiles nothing" [ "$(calls ' -c ')" -eq 0 ]

# --- what make bench hands to the command --------------------------------------------------------
# bench ARGUMENT...: make bench with a command that only notes its arguments
bench()
{
	cat >"$tree/build/bin/trapline" <<-END
		#!/bin/sh
		echo "told: \$*"
	END
	chmod +x "$tree/build/bin/trapline"
	printf '#!/bin/sh\n' >"$tree/scripts/setup"
	run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$tree" -s bench -o trapline MAKE=true "$@"
}

bench
tap "make bench runs the default suite" says_line "told: run"
bench SUITE=quick
tap "make bench SUITE=quick runs that one" says_line "told: run --suite quick"
bench SUITE=quick ARGS='--samples 8'
tap "with more arguments" says_line "told: run --suite quick --samples 8"

tap_done
