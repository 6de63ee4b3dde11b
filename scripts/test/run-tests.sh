#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/run-tests must go red whenever anything is less than it seems.
# Claims are called by tap, and the programs expand their own variables.
# shellcheck disable=SC2016,SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh

# program NAME BODY: a test program in $tmp.
program()
{
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/$1"
	chmod +x "$tmp/$1"
}

program good 'echo 1..2; echo ok 1 - one; echo ok 2 - two'
program plan_last 'echo ok 1 - one; echo 1..1'
program failing 'echo 1..2; echo ok 1; echo not ok 2 - two is two; echo "# 0x1 != 0x2"
echo "SUMMARY: from stderr" >&2; exit 1'
program status 'echo 1..1; echo ok 1; exit 3'
program short 'echo 1..3; echo ok 1; echo ok 2'
program long 'echo 1..1; echo ok 1; echo ok 2'
program no_plan 'echo ok 1'
program none 'echo 1..0'
program silent 'exit 0'
program crash 'echo 1..2; echo ok 1; kill -SEGV $$'
program twice 'echo 1..2; echo ok 1; echo ok 1'
program skips 'echo 1..2; echo ok 1; echo "ok 2 - board # SKIP no board"'
program cmocka_skips 'echo 1..2; echo ok 1; echo "not ok 2 # SKIP two"'
program skips_all 'echo "1..0 # SKIP no board"'
program todo 'echo 1..1; echo "not ok 1 - later # TODO soon"'
program hangs 'echo 1..1; sleep 60 & wait'
program cut 'echo 1..2; echo ok 1; printf "o"'
program stderr_ok 'echo 1..1; echo "not ok 1 - in a log" >&2; echo ok 1'
: >"$tmp/not_executable"

tests() { run scripts/run-tests "$@"; }

tests "$tmp/good"
tap "all pass: exit 0" exits 0
tap "all pass: the last line is the count" ends_with "2 passed, 0 failed"
tests "$tmp/good" "$tmp/plan_last"
tap "counts add up over programs" ends_with "3 passed, 0 failed"
tests "$tmp/good" "$tmp/good"
tap "a program given twice counts once" ends_with "2 passed, 0 failed"

tests "$tmp/good" "$tmp/failing"
tap "a failed test: exit 1" exits 1
tap "a failed test is counted" ends_with "3 passed, 1 failed"
tap "a failed test is named" says "not ok 2 - two is two"
tap "a failed test comes with its diagnostic" says "# 0x1 != 0x2"
tap "a failed test comes with what went to stderr" says "SUMMARY: from stderr"

mkdir -p "$tmp/build/test/vcpu/static" "$tmp/build/test/vcpu/table"
cp "$tmp/good" "$tmp/build/test/vcpu/static/test_bind"
cp "$tmp/good" "$tmp/build/test/vcpu/table/test_bind"
tests "$tmp/build/test/vcpu/static/test_bind" "$tmp/build/test/vcpu/table/test_bind" "$tmp/good"
tap "programs of one name are told apart: the first" says "ok   vcpu/static/test_bind: 2 passed"
tap "programs of one name are told apart: the second" says "ok   vcpu/table/test_bind: 2 passed"
tap "a program that is not built is shown by its path" says "ok   $tmp/good: 2 passed"

tests "$tmp/status"
tap "exit status 3 with passing tests: exit 1" exits 1
tap "exit status 3 with passing tests is a failure" ends_with "1 passed, 1 failed"
tap "exit status 3 is said" says "exit status 3"
tests "$tmp/short"
tap "fewer tests than planned: exit 1" exits 1
tap "fewer tests than planned is said" says "planned 3 tests and ran 2"
tests "$tmp/long"
tap "more tests than planned: exit 1" exits 1
tests "$tmp/no_plan"
tap "no plan: exit 1" exits 1
tap "no plan is said" says "printed no plan"
tests "$tmp/none"
tap "a plan of no tests: exit 1" exits 1
tests "$tmp/silent"
tap "no output: exit 1" exits 1
tap "no output is said" says "ran no test"
tests "$tmp/crash"
tap "a crash: exit 1" exits 1
tap "a crash is said" says "died of signal 11"
tests "$tmp/twice"
tap "a test number that repeats: exit 1" exits 1
tests "$tmp/cut"
tap "a last line cut short: exit 1" exits 1
tests "$tmp/not_executable"
tap "a program that cannot be run: exit 1" exits 1
tests "$tmp/absent"
tap "a program that is not there: exit 1" exits 1
tests "$tmp/todo"
tap "a TODO that fails: exit 1" exits 1

tests --timeout 1 "$tmp/hangs" "$tmp/good"
tap "a program that hangs: exit 1" exits 1
tap "a program that hangs is killed, and this is said" says "not done after 1 s"
tap "the other programs still count" ends_with "2 passed, 1 failed"

tests "$tmp/skips"
tap "a skipped test has not passed" ends_with "1 passed, 0 failed, 1 skipped"
tap "a skipped test says why" says "no board"
tap "a skipped test does not fail the rest" exits 0
tests "$tmp/cmocka_skips"
tap "cmocka's way to skip has neither passed nor failed" ends_with "1 passed, 0 failed, 1 skipped"
tests "$tmp/skips_all"
tap "everything skipped: exit 1" exits 1
tap "everything skipped: nothing passed" ends_with "0 passed, 0 failed, 1 skipped"
tests "$tmp/good" "$tmp/skips_all"
tap "one program skipped, another passed: exit 0" exits 0

tests "$tmp/stderr_ok"
tap "what goes to stderr is not taken for TAP" exits 0
tests
tap "no program: exit 1" exits 1
tap "no program: the count is still there" ends_with "0 passed, 0 failed"
tests --nonsense
tap "an unknown option: exit 2" exits 2
tests --jobs 0 "$tmp/good"
tap "no jobs: exit 2" exits 2
cd "$tmp"
run "$OLDPWD/scripts/run-tests" good
tap "a name without a folder is a program here" exits 0
tap_done
