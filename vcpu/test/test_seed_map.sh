#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/seed-map.md against the source: every `file: name` in it names a file that is there and that has the
# name in it.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh

# shellcheck disable=SC2317
# references MAP: one "column file name" a line. A file after *core* is one of the tests on CPU models.
references()
{
	awk -F'|' '/^\| / && !/^\| (part|fault) / {
		for (i = 3; i < NF; i++) {
			text = $i
			while (match(text, /(\*core\* )?`[^`]*: [^`]+`/)) {
				ref = substr(text, RSTART, RLENGTH)
				text = substr(text, RSTART + RLENGTH)
				core = ref ~ /^\*core\*/
				gsub(/^\*core\* |`/, "", ref)
				sub(/: /, " ", ref)
				print (core ? "microbench/test/core/" : \
					ref ~ /(^|\/)test_/ ? "vcpu/test/" : "vcpu/") ref
			}
		}
	}' "$1"
}

# Called through tap.
# shellcheck disable=SC2317
# holds MAP: complains of each reference that leads nowhere.
holds()
{
	references "$1" >"$tmp/references"
	bad=0
	while read -r file name; do
		if ! grep -qw -- "$name" "$file" 2>/dev/null; then
			echo "$1: \`$name\` is not in $file" >>"$tmp/out"
			bad=1
		fi
	done <"$tmp/references"
	[ "$bad" -eq 0 ]
}
# shellcheck disable=SC2317
# proves MAP: every row of a table says what proves it.
proves() { awk -F'|' '/^\| / { if ($(NF - 1) !~ /[a-z]/) { bad = 1 } } END { exit bad }' "$1"; }
# shellcheck disable=SC2317
fails() { ! "$@"; }

: >"$tmp/out"
tap "every function and test that the list names is there" holds docs/seed-map.md
tap "every part has something that proves it" proves docs/seed-map.md
tap "it has as many references as rows at least" \
	[ "$(wc -l <"$tmp/references")" -ge "$(grep -c '^| ' docs/seed-map.md)" ]

cat >"$tmp/wrong.md" <<-'END'
	| flight | `core/vcpu.c: vcpu_fly` | `test_vcpu.c: pigs_fly` |
END
tap "a function that is not there is found" fails holds "$tmp/wrong.md"
cat >"$tmp/unproved.md" <<-'END'
	| running | `core/vcpu.c: vcpu_run` | |
END
tap "a part that nothing proves is found" fails proves "$tmp/unproved.md"

tap_done
