# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# TAP for tests written in shell; sourced. The test's folder is $tmp and goes away at its end.
tap_n=0
tap_failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# tap NAME COMMAND...: the test NAME passes when COMMAND succeeds.
tap()
{
	tap_n=$((tap_n + 1))
	tap_name=$1
	shift
	if "$@"; then
		echo "ok $tap_n - $tap_name"
	else
		tap_failed=1
		echo "not ok $tap_n - $tap_name"
		echo "# failed: $*"
		[ ! -e "$tmp/out" ] || sed 's/^/#   /' "$tmp/out"
	fi
}

# tap_skip NAME WHY: the test NAME cannot be made here
tap_skip()
{
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

# run COMMAND...: its status goes to $rc, what it prints to $tmp/out.
run()
{
	rc=0
	"$@" >"$tmp/out" 2>&1 || rc=$?
}

# Claims about the last run. says and silent_on take a fixed string, says_line a whole line.
exits() { [ "$rc" -eq "$1" ]; }
says() { grep -qF -e "$1" "$tmp/out"; }
says_line() { grep -qxF -e "$1" "$tmp/out"; }
silent_on() { ! grep -qF -e "$1" "$tmp/out"; }
says_nothing() { [ ! -s "$tmp/out" ]; }
ends_with() { [ "$(tail -n 1 "$tmp/out")" = "$1" ]; }

tap_done()
{
	echo "1..$tap_n"
	exit "$tap_failed"
}
