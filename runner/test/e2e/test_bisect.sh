#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trapline bisect in a clone of this tree with commits of its own, one of which adds an instruction to the way
# out of a guest. What is not committed here is not in the clone, but the command is the one that was built.
# shellcheck disable=SC2154,SC2317
set -eu
cd "$(dirname "$0")/../../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
# shellcheck source=runner/test/e2e/common.sh
. runner/test/e2e/common.sh

cell='hvc/return qemu-virt-gicv3/cortex-a57 static'
clone=$tmp/clone

if ! git rev-parse --git-dir >/dev/null 2>&1; then
	tap_skip "bisect" "this source tree is no git repository"
	tap_done
fi
git clone -q --shared . "$clone"
g() { git -C "$clone" -c user.name=test -c user.email=test@example.invalid "$@"; }
commit()
{
	g add -A
	g commit -q -m "$1"
}
bisect()
{
	rc=0
	(cd "$clone" && "$trapline" bisect "$@") >"$tmp/out" 2>&1 </dev/null || rc=$?
}
# The user's checkout, index and bisect are as they were; nothing is left below build/.
is_untouched()
{
	[ "$(g rev-parse --abbrev-ref HEAD)" = "$branch" ] && [ "$(cat "$clone/README.md")" = dirty ] &&
		[ -z "$(g for-each-ref refs/bisect)" ] && [ "$(g worktree list | wc -l)" -eq 1 ] &&
		[ -z "$(find "$clone" -maxdepth 2 -path "*/build/bisect-*")" ]
}

branch=$(g rev-parse --abbrev-ref HEAD)
g tag first
echo '/* One. */' >>"$clone/vcpu/core/status.c" && commit "core: a comment"
g tag same
echo 'int broken(' >>"$clone/vcpu/core/status.c" && commit "core: does not compile"
g tag broken
g checkout -q same -- vcpu/core/status.c && commit "core: compiles again"
sed -i 's/^\tmov\tsp, x0$/&\n\tnop/' "$clone/vcpu/aarch64/enter.S" && commit "enter: one instruction more"
g tag slower
echo '/* Two. */' >>"$clone/vcpu/core/status.c" && commit "core: another comment"
g tag last
# As if it had been one commit to break it and to make it slower.
g checkout -q --detach same
echo 'int broken(' >>"$clone/vcpu/core/status.c"
g checkout -q slower -- vcpu/aarch64/enter.S && commit "slower, and broken"
g checkout -q same -- vcpu/core/status.c && commit "compiles, and is slower"
g tag hidden
g checkout -q "$branch"
echo dirty >"$clone/README.md"

bisect first nowhere --cell "$cell"
tap "an unknown revision: exit 2" exits 2
tap "it is named" says "'nowhere' is no commit here"
bisect last first --cell "$cell"
tap "GOOD behind BAD: exit 2" exits 2
tap "and what would be right" says "GOOD, 'last', is no ancestor of BAD"
bisect last last --cell "$cell"
tap "GOOD and BAD the same: exit 2" exits 2
tap "nothing changed between them" says "GOOD and BAD are both "
bisect first last --cell "hvc/return qemu-virt-gicv3/cortex-a57 direct"
tap "a cell that is none: exit 2" exits 2
tap "cells of the same benchmark are shown" says "  $cell"
bisect first last --cell "$cell" --suite noisy
tap "no exact clock: exit 2" exits 2
tap "and why" says "has no exact clock"
bisect first last
tap "no cell: exit 2" exits 2
bisect first --cell "$cell"
tap "one revision: exit 2" exits 2
mkdir "$tmp/empty"
rc=0
(cd "$clone" && PATH=$tmp/empty "$trapline" bisect first last --cell "$cell") >"$tmp/out" 2>&1 || rc=$?
tap "no git: exit 3" exits 3
tap "it is said" says "git is not installed"
tap "nothing of all that left anything" is_untouched

# As a killed one leaves it, and one that was killed while git made its worktree.
g worktree add -q --detach "$clone/build/bisect-killed/tree" first
g worktree add -q --detach "$clone/build/bisect-early/tree" first
g worktree lock --reason initializing "$clone/build/bisect-early/tree"
rm "$clone/build/bisect-early/tree/.git"
bisect first last --cell "$cell"
tap "a commit that made the cell worse: exit 1" exits 1
tap "it is the one that did" says "$(g rev-parse slower)"
tap "with its subject" says_line "  enter: one instruction more"
tap "and with the counts before and after" grep -Eq '^  median ([0-9]+) -> [0-9]+ instructions, \+' "$tmp/out"
tap "GOOD's count is shown" grep -Eq '^[0-9a-f]{12}  GOOD      median [0-9]+ instructions$' "$tmp/out"
tap "and BAD's" grep -Eq '^[0-9a-f]{12}  BAD       median [0-9]+ -> [0-9]+ instructions' "$tmp/out"
tap "one that does not compile is skipped" grep -Eq '^[0-9a-f]{12}  skipped' "$tmp/out"
tap "checkout, bisect and worktrees of the user are as before, and nothing is left" is_untouched

bisect first same --cell "$cell"
tap "no change between the revisions: exit 0" exits 0
tap "it is said, with the count" says "$cell: nothing changed between them: median "
tap "and nothing is left of that" is_untouched

bisect broken last --cell "$cell"
tap "GOOD without a result: exit 3" exits 3
tap "which one, and why" says "GOOD, broken: no result: "
tap "and nothing is left of that either" is_untouched

bisect same hidden --cell "$cell"
tap "only a revision without a result in between: exit 3" exits 3
tap "what it can be is shown" says "slower, and broken"
tap "and what it is at the latest" says "compiles, and is slower"
tap "and nothing is left of it" is_untouched

(cd "$clone" && exec "$trapline" bisect first last --cell "$cell") >"$tmp/out" 2>&1 </dev/null &
pid=$!
until [ -n "$(find "$clone/build" -path '*/tree/build/*' -name '*.o' 2>/dev/null)" ] || ! kill -0 "$pid" 2>/dev/null; do
	sleep 0.1
done
kill -TERM "$pid"
wait "$pid" && rc=0 || rc=$?
tap "stopped by a signal: exit 3" exits 3
tap "it says so" says "interrupted"
tap "and cleans up" is_untouched
tap_done
