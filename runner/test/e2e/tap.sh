#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# TAP for shell tests. Source it, say plan N, then one of the others for each claim.
# shellcheck shell=sh

tap_count=0
tap_failed=0
tap_planned=0

plan()
{
	tap_planned=$1
	echo "1..$1"
}

# skip_all WHY: nothing can be tested here
skip_all()
{
	echo "1..0 # SKIP $1"
	exit 0
}

tap_report() # OK CLAIM
{
	tap_count=$((tap_count + 1))
	if [ "$1" = yes ]; then
		echo "ok $tap_count - $2"
		return 0
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $2"
	return 1
}

# diag TEXT: lines for a reader, none of them a result
diag()
{
	printf '%s\n' "$1" | sed 's/^/# /'
}

# ok CLAIM COMMAND...: the command succeeds
ok()
{
	tap_claim=$1
	shift
	if "$@"; then
		tap_report yes "$tap_claim"
	else
		tap_report no "$tap_claim" || diag "failed: $*"
	fi
}

# is GOT WANT CLAIM: equal text
is()
{
	if [ "$1" = "$2" ]; then
		tap_report yes "$3"
	else
		tap_report no "$3" || diag "got:  $1
want: $2"
	fi
}

# like TEXT RE CLAIM: a line of it matches the extended expression
like()
{
	if printf '%s\n' "$1" | grep -Eq -- "$2"; then
		tap_report yes "$3"
	else
		tap_report no "$3" || diag "no line matches: $2
$1"
	fi
}

# unlike TEXT RE CLAIM: no line of it does
unlike()
{
	if printf '%s\n' "$1" | grep -Eq -- "$2"; then
		tap_report no "$3" || diag "a line matches: $2
$1"
	else
		tap_report yes "$3"
	fi
}

# The exit status of the script: to be called last
done_testing()
{
	if [ "$tap_count" -ne "$tap_planned" ]; then
		diag "planned $tap_planned tests, ran $tap_count"
		exit 1
	fi
	[ "$tap_failed" -eq 0 ]
}
