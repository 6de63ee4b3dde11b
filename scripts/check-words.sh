#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/check-words.sh [TREE]
#
# The project speaks of itself alone: no path of one machine, no number of a ticket that a reader
# cannot open, no TODO that is nobody's. And each source file names its licence. Prints each violation
# as file:line: what is wrong (what would be right); exit 1 if there is one.
set -eu
cd "${1:-$(dirname "$0")/..}"
bad=0

# Folders, not "git ls-files": a new file counts before it is added. Recorded data is left out.
list_files()
{
	for path in .ci .clang-format .clang-tidy .editorconfig .gitignore Makefile README.md docs \
		guest-payloads microbench results/SCHEMA.md results/*.json results/*.xsd runner \
		scripts share vcpu; do
		[ ! -e "$path" ] || find "$path" -type f ! -path '*/test/data/*'
	done | sort
}

is_source()
{
	case $1 in
	*.[chS] | *.def | *.ld | *.lds | *.mk | Makefile | *.sh | *.pl | *.py | *.awk | *.gp) return 0 ;;
	microbench/boards/*.yaml | microbench/suites/*.yaml) return 0 ;;
	esac
	head -c 2 "$1" | grep -q '^#!'
}

# reject RIGHT REGEX: no line of the tree matches REGEX; RIGHT says what to write instead.
reject()
{
	found=$(printf '%s\n' "$files" | tr '\n' '\0' | xargs -0 grep -InE -e "$2" -- /dev/null || true)
	if [ -n "$found" ]; then
		printf '%s\n' "$found" | awk -v right="$1" '{
			at = match($0, /:[0-9]+:/)
			print substr($0, 1, at + RLENGTH - 1) " \"" substr($0, at + RLENGTH) "\" (" right ")"
		}'
		bad=1
	fi
}

files=$(list_files)
reject "a path of one machine; write it from the root of the tree" \
	'(^|[^A-Za-z0-9_.}])/(work|home|root|Users)/[A-Za-z0-9_.]'
# A bare #12 only after a word of prose: in assembly it is an immediate.
reject "a number that a reader cannot open; say what the reason was" \
	'(^|[^A-Za-z])(([Ii]ssue|[Tt]icket|[Bb]ug) #?|([Ss]ee|[Ff]or|[Ff]ixe[sd]|[Cc]loses|[Aa]s|[Ss]ince) #)[0-9]'
reject "whose is it? TODO(name): what" '(^|[^A-Za-z_])(TODO|FIXME):'

# A here-document, not a pipe: the loop must set bad in this shell.
while read -r file; do
	if is_source "$file" && ! head -n 3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2\.0'; then
		echo "$file:1: names no licence (SPDX-License-Identifier: Apache-2.0, first line)"
		bad=1
	fi
done <<END
$files
END
exit "$bad"
