# SPDX-License-Identifier: Apache-2.0
# The console of one boot of the core tests as TAP: results numbered from `first` on and named behind
# `label`, diagnostics behind the test that they belong to. An image that ends otherwise than by its
# plan is one more test, which fails. `status`: what the boot ended with. Exit 1: a test failed.
#
#   awk -v label="max static-lazy" -v first=1 -v status=0 -f tap.awk CONSOLE

function result(verdict, name,	i)
{
	print verdict " " first++ " - " label ": " name
	for (i = 1; i <= n_notes; i++) {
		print "# " notes[i]
	}
	n_notes = 0
	if (verdict != "ok") {
		has_failed = 1
	}
}

BEGIN {
	where = "before its first test"
}

{
	sub(/\r$/, "")
}

/^# begin / {
	where = "in test " $3
	n_notes = 0
	next
}

/^(not )?ok [0-9]+ - / {
	verdict = /^not/ ? "not ok" : "ok"
	name = $0
	sub(/^(not )?ok [0-9]+ - /, "", name)
	n_run++
	where = "after test " name
	result(verdict, name)
	next
}

/^1\.\.[0-9]+$/ {
	has_plan = 1
	n_planned = substr($0, 4) + 0
	next
}

NF {
	line = $0
	sub(/^# /, "", line)
	notes[++n_notes] = line
}

END {
	if (!has_plan) {
		result("not ok", "the image died " where ", status " status)
	} else if (n_planned != n_run) {
		result("not ok", "the image planned " n_planned " tests and ran " n_run + 0)
	} else if (n_run == 0) {
		result("not ok", "the image has no test")
	} else if (status != 0 && !has_failed) {
		result("not ok", "no test failed, but the image ended with status " status)
	}
	exit has_failed
}
