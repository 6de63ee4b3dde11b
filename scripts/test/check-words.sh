#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/check-words.sh on a small tree that is right, and then with one thing wrong at a time.
# Claims are called by tap.
# shellcheck disable=SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
tree=$tmp/tree
licence='SPDX-License-Identifier: Apache-2.0'
# In pieces: this file is checked too.
slash=/
ref=issue
hash='#'
todo=TO
todo=${todo}DO

put()
{
	mkdir -p "$tree/$(dirname "$1")"
	printf '%s\n' "$2" >"$tree/$1"
}

new_tree()
{
	rm -rf "$tree"
	put runner/main.c "/* $licence */
/* Source: DDI 0487, issue L.b */
int main(void);"
	put scripts/setup "#!/bin/sh
# $licence
root=\$tmp/root/usr"
	put microbench/suites/quick.yaml "# $licence"
	put docs/ci.md 'Words, and a path: microbench/wire/wire.h'
	put runner/test/data/console.log "recorded, and left alone: ${slash}home/somebody"
}

# wrong CLAIM FILE TEXT MESSAGE: the right tree with TEXT as FILE is refused, and MESSAGE is said.
wrong()
{
	new_tree
	put "$2" "$3"
	run scripts/check-words.sh "$tree"
	tap "$1: exit 1" exits 1
	tap "$1: says where and what" says "$4"
}

new_tree
run scripts/check-words.sh "$tree"
tap "a tree in order: exit 0" exits 0
tap "a tree in order: prints nothing" says_nothing

wrong "a path of one machine" docs/ci.md "one
see ${slash}home${slash}me/trapline" "docs/ci.md:2: \"see ${slash}home"
wrong "the number of a ticket" runner/main.c "/* $licence */
/* for $ref 12 */" "runner/main.c:2:"
wrong "the bare number of a ticket" docs/ci.md "as ${hash}12 says" "docs/ci.md:1:"
wrong "a task that is nobody's" runner/main.c "/* $licence */
/* $todo: later */" "runner/main.c:2:"
wrong "a script without a licence" scripts/setup '#!/bin/sh' \
	"scripts/setup:1: names no licence ($licence, first line)"
wrong "a C file without a licence" runner/main.c 'int main(void);' "runner/main.c:1: names no licence"
wrong "a suite without a licence" microbench/suites/quick.yaml 'boards: []' \
	"microbench/suites/quick.yaml:1: names no licence"
tap_done
