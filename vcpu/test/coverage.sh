#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: vcpu/test/coverage.sh MIN PROGRAM...
#
# Runs unit tests of libvcpu and shows which lines of its C code they reached, over all variants together.
# Exit: 0 at least MIN percent, 1 fewer, or a test fails, 2 MIN is no percentage
set -eu
cd "$(dirname "$0")/../.."
min=${1:-}
case $min in
'' | *[!0-9]* | ????*)
	echo "coverage: COVERAGE_MIN '$min' is not a percentage of 0 to 100" >&2
	exit 2
	;;
esac
shift
objects=build/test/vcpu-obj

if [ -z "$(find $objects -name '*.gcno' -print -quit 2>/dev/null)" ]; then
	echo "coverage: no test is built, or not with gcc (make coverage HOSTCC=gcc)" >&2
	exit 1
fi
counts=$(mktemp -d)
trap 'rm -rf "$counts"' EXIT

# Counted from zero, and not into the folder where other runs of the same tests count. A log stays where
# a test failed.
mkdir "$counts/logs"
export counts
# shellcheck disable=SC2016
printf '%s\n' "$@" | GCOV_PREFIX=$counts xargs -P "$(nproc)" -I '{}' sh -c '
	log=$counts/logs/$(echo "$1" | tr / _)
	"$1" >"$log" 2>&1 && rm "$log" || echo "coverage: $1 fails" >>"$log"' sh '{}'
if [ -n "$(ls "$counts/logs")" ]; then
	cat "$counts"/logs/* | grep -v '^ok ' >&2
	exit 1
fi

# gcovr looks for what the compiler noted beside what a run counted.
find $objects -name '*.gcno' | while read -r note; do
	mkdir -p "$counts$PWD/${note%/*}"
	cp "$note" "$counts$PWD/$note"
done
rc=0
gcovr --root . --filter 'vcpu/' --exclude 'vcpu/test/' --fail-under-line "$min" -j 2 \
	"$counts$PWD/$objects" >"$counts/table" 2>"$counts/log" || rc=$?
cat "$counts/table"
if ! grep -qE '^TOTAL +[1-9]' "$counts/table"; then
	cat "$counts/log" >&2
	echo "coverage: gcovr counted no lines" >&2
	exit 1
fi
if [ "$rc" -eq 2 ]; then
	echo "coverage: fewer than $min % of the lines of libvcpu are run by its unit tests; those that are not" \
		"are in the last column" >&2
	exit 1
fi
[ "$rc" -eq 0 ] || cat "$counts/log" >&2
exit "$rc"
