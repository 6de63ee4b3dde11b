#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# trapline run --resume: runs that were killed, interrupted or ran out of disk are gone on with, and what they give is
# what a run gives that nobody disturbed. Real images on a real QEMU; where a moment has to be met, a QEMU that waits.
# shellcheck disable=SC2016 # the fake expands its own variables
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

qemu=$(command -v qemu-system-aarch64)
bin=$tmp/bin
mkdir "$bin"

# waits_at N: a QEMU whose boot N, counted from now, says so in $tmp/waiting and does nothing
waits_at()
{
	rm -f "$tmp/waiting" "$tmp/count"
	cat >"$bin/qemu-system-aarch64" <<-END
		#!/bin/sh
		case "\$*" in *--version*) exec $qemu "\$@" ;; esac
		echo >>$tmp/count
		[ "\$(wc -l <$tmp/count)" -eq $1 ] || exec $qemu "\$@"
		touch $tmp/waiting
		exec sleep 100
	END
	chmod +x "$bin/qemu-system-aarch64"
}

# interrupted SIGNAL N (TERM or KILL: sh lets a background command ignore INT): a run in \$out that gets the signal in boot N; its id is in \$id
interrupted()
{
	waits_at "$2"
	PATH=$bin:$PATH "$trapline" -C "$tree" run --no-build --out "$out" --suite "$suite_file" \
		>"$tmp/stdout" 2>"$tmp/stderr" </dev/null &
	pid=$!
	for _ in $(seq 200); do
		[ -e "$tmp/waiting" ] && break
		sleep 0.05
	done
	kill "-$1" "$pid"
	wait "$pid" 2>"$tmp/waited"
	left=$(find "$out/runs" -maxdepth 1 -name ".new-*.$pid")
	id=$(sed -n 's/.*"id": "\(.*\)",/\1/p' "${left:-$out/latest}/plan.json")
}

# $stderr is one line: how it is wrapped depends on the length of names.
resume()
{
	measure --no-build --resume "$@"
	stderr=$(tr -s '\n ' ' ' <"$tmp/stderr")
}

# cells RUN: what it says of its cells, without how long a boot took
cells() { sed -n '/"cells": \[/,$p' "$1/run.json" | grep -Ev '"(boot_s|instructions|cycles)": |"host_counts": '; }

# is_as_undisturbed RUN CLAIM
is_as_undisturbed()
{
	cells "$1" >"$tmp/cells"
	tap "$2: every cell is what it is undisturbed" cmp "$tmp/cells" "$tmp/cells.whole"
	tap "$2: so is every sample" cmp "$1/samples.csv" "$tmp/whole/latest/samples.csv"
	tap "$2: what is stored is whole" is_whole_run "$1"
}

suite resume 'hal: [static, table]' 'benchmarks: [hvc/return, irq/exit, mmio/read_4, mmio/write_4]' 'samples: 16' \
	'boots: 3'
trapline_in "$PATH" run --out "$tmp/whole" --suite "$suite_file"
is "$rc" 0 "undisturbed, the run is complete"
cells "$tmp/whole/latest" >"$tmp/cells.whole"
tap "it says what its cells are" grep -q '"benchmark": "irq/exit"' "$tmp/cells.whole"
tap "and keeps how each boot ended" [ "$(find "$tmp/whole/latest/logs" -name '*.end' | wc -l)" -eq 6 ]

# Killed in its fourth boot.
interrupted KILL 4
tap "killed: no QEMU is left" no_qemu_left
tap "killed: what it measured is kept" [ -n "$left" ]
trapline_in "$PATH" run --no-build --out "$out" --suite "$suite_file" --filter hvc --boots 1
is "$rc" 0 "killed: another run goes on beside it"
like "$stderr" "^trapline run: run $id was interrupted, and is kept: trapline run --resume $id --out $out goes" \
	"killed: which names what is kept, and the command that goes on"
tap "killed: it is still kept" [ -d "$left" ]
resume "$id"
is "$rc" 0 "killed: it is gone on with"
is "$(grep -c 'from its log$' "$tmp/stderr")" 3 "killed: three boots are read from their logs"
is "$(grep -c '^boot .* benchmarks$' "$tmp/stderr")" 3 "killed: three are made"
is_as_undisturbed "$out/runs/$id" "killed"
is "$(readlink "$out/latest")" "runs/$id" "killed: it has the name it began with"
tap "killed: nothing is left of it" has_no_leftover "$out/runs"
like "$(cat "$out/runs/$id/run.json")" '"from_logs": "3"' "killed: the run says how many came from logs"

resume "$id"
is "$rc" 0 "again: a complete run is no failure"
like "$stderr" "every cell that applies has a result; nothing is left" "again: it says so"

# At any moment: whatever that leaves, going on with it gives the same.
for delay in 0.3 0.7 1.1; do
	rm -rf "$out"
	"$trapline" -C "$tree" run --out "$out" --suite "$suite_file" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null &
	pid=$!
	sleep "$delay"
	kill -KILL "$pid"
	wait "$pid" 2>"$tmp/waited"
	left=$(find "$out/runs" -maxdepth 1 -name '.new-*' 2>"$tmp/waited")
	if ls "$left"/logs/*.end >"$tmp/ends" 2>"$tmp/waited"; then
		measure --resume "$left"
	else
		measure --suite "$suite_file"
	fi
	is "$rc" 0 "killed after $delay s, with $(wc -l <"$tmp/ends") boots finished: the run is completed"
	is_as_undisturbed "$out/latest" "after $delay s"
	tap "after $delay s: nothing is left" has_no_leftover "$out/runs"
done

# Interrupted by the user: stored as it is, and completed in its place.
rm -rf "$out"
interrupted TERM 3
is "$left" "" "interrupted: the run is stored"
like "$(cat "$out/latest/run.json")" '"status": "incomplete"' "interrupted: as an incomplete one"
resume "$id"
is "$rc" 0 "interrupted: it is gone on with"
is "$(grep -c 'from its log$' "$tmp/stderr")" 2 "interrupted: two boots are read from their logs"
is_as_undisturbed "$out/runs/$id" "interrupted"
is "$(find "$out/runs" -mindepth 1 -maxdepth 1 | wc -l)" 1 "interrupted: it is in the place of what it was"

# Interrupted while images build, by a compiler that waits when it is asked for its version: nothing is measured, and
# the last run with figures stays latest.
latest=$(readlink "$out/latest")
printf '#!/bin/sh\ntouch %s/waiting\nexec sleep 100\n' "$tmp" >"$bin/aarch64-linux-gnu-gcc"
chmod +x "$bin/aarch64-linux-gnu-gcc"
rm -f "$tmp/waiting"
PATH=$bin:$PATH "$trapline" -C "$tree" run --out "$out" --suite "$suite_file" >"$tmp/stdout" 2>"$tmp/stderr" </dev/null &
pid=$!
for _ in $(seq 200); do
	[ -e "$tmp/waiting" ] && break
	sleep 0.05
done
kill -TERM "$pid"
wait "$pid" 2>"$tmp/waited"
rm "$bin/aarch64-linux-gnu-gcc"
stored=$(find "$out/runs" -mindepth 1 -maxdepth 1 ! -path "*/${latest#runs/}")
is "$(readlink "$out/latest")" "$latest" "in the builds: latest stays what it was"
like "$(cat "$tmp/stderr")" '^trapline run: nothing was measured: latest stays' "in the builds: which is told"
like "$(cat "$tmp/stderr")" "^    trapline run --resume ${stored##*/} --out $out\$" "in the builds: and how to go on"
resume "${stored##*/}"
is "$rc" 0 "in the builds: it is gone on with"
is_as_undisturbed "$stored" "in the builds"
is "$(readlink "$out/latest")" "runs/${stored##*/}" "in the builds: then it is latest"

# What must not be believed.
rm -rf "$out"
interrupted KILL 5
log=$(find "$left/logs" -name '*static*.log' | sort | head -n 1)
sed -i 's/benches=4/benches=5/' "$log"
cp -a "$left" "$tmp/kept"
resume "$id"
is "$rc" 0 "changed log: the run is completed"
like "$stderr" "its log is not used, and it is booted again: .*$(basename "$log"): is not as the boot left it" \
	"changed log: it is refused by name"
is "$(grep -c 'from its log$' "$tmp/stderr")" 3 "changed log: the other three are read"
is_as_undisturbed "$out/runs/$id" "changed log"

# kept: that run as it was left, in an empty results folder
kept()
{
	rm -rf "$out"
	mkdir -p "$out/runs"
	cp -a "$tmp/kept" "$out/runs/.new-$id.999999999"
	left=$out/runs/.new-$id.999999999
}

# refused EDIT MESSAGE CLAIM: plan.json edited so is refused with that, and all that was measured stays
refused()
{
	kept
	sed -i "$1" "$left/plan.json"
	resume "$id"
	is "$rc" 2 "$3: exit 2"
	like "$stderr" "$2" "$3: it says why"
	tap "$3: what was measured stays" [ "$(find "$out/runs" -path '*/.new-*.end' | wc -l)" -eq 4 ]
}

refused 's/"qemu-virt-gicv3-static": "..../&0000/' \
	'image qemu-virt-gicv3-static is another one now .*results of both would be mixed' "another image"
refused 's/QEMU emulator version/& 99/' 'it began with trapline .*QEMU emulator version 99.*, and here is' "another QEMU"
refused 's/"samples": 16/"samples": 17/' 'give other boots now than when it began' "another number of samples"
refused 's/"schema": 1/"schema": 2/' 'plan.json: schema: 2 is not 1' "another schema"
refused 's/"cold"/"clod"/' 'plan.json: options.clod: is not a key' "an unknown option"
refused 's/"id": "[0-9]*/&9/' 'its plan.json is of run' "another run"
kept
echo 'hal: [static]' >>"$left/resume.yaml"
resume "$id"
is "$rc" 2 "a changed suite: exit 2"
kept
rm "$left/plan.json"
resume "$id"
is "$rc" 2 "no plan: exit 2"
like "$stderr" "plan.json: cannot be read: No such file" "no plan: it says what is missing"
resume 20200101T000000Z-none
is "$rc" 2 "no such run: exit 2"
like "$stderr" "there is no run '20200101T000000Z-none' \\(an id below runs/" "no such run: it says what would be right"
resume "$id" --samples 5
is "$rc" 2 "another choice beside --resume: exit 2"
like "$stderr" "what is measured was said when that run began" "another choice: it says why not"

# Two at once.
kept
waits_at 1
PATH=$bin:$PATH "$trapline" -C "$tree" run --no-build --out "$out" --resume "$id" >"$tmp/first" 2>&1 </dev/null &
pid=$!
for _ in $(seq 200); do
	[ -e "$tmp/waiting" ] && break
	sleep 0.05
done
resume "$id"
is "$rc" 3 "two at once: the second is exit 3"
like "$stderr" "is still being written by another trapline" "two at once: it says why"
kill -TERM "$pid"
wait "$pid" 2>"$tmp/waited"
like "$(cat "$tmp/first")" "interrupted; what was measured before is kept" "two at once: the first was not disturbed"
resume "$id"
is "$rc" 0 "two at once: and can be gone on with"
is_as_undisturbed "$out/runs/$id" "two at once"

# Killed runs are kept, but not without a limit.
rm -rf "$out"
mkdir -p "$out/runs"
for day in 1 2 3 4 5 6; do
	cp -a "$tmp/kept" "$out/runs/.new-2026010${day}T000000Z-old.99999999$day"
done
measure --no-build --suite "$suite_file" --filter hvc --boots 1
is "$(find "$out/runs" -maxdepth 1 -name '.new-*' | wc -l)" 4 "six killed runs: four are kept"
tap "six killed runs: the newest" [ -d "$out/runs/.new-20260103T000000Z-old.999999993" ]
is "$(grep -c 'was interrupted, and is kept' "$tmp/stderr")" 4 "six killed runs: each that is kept is named"

# A full disk, met in the fifth boot: no file of ours may grow any more.
rm -rf "$out" "$tmp/count"
cat >"$bin/qemu-system-aarch64" <<-END
	#!/bin/sh
	case "\$*" in *--version*) exec $qemu "\$@" ;; esac
	echo >>$tmp/count
	[ "\$(wc -l <$tmp/count)" -ne 5 ] || prlimit --pid \$PPID --fsize=1000
	exec $qemu "\$@"
END
rc=0
(trap '' XFSZ && PATH=$bin:$PATH exec "$trapline" -C "$tree" run --no-build --out "$out" --suite "$suite_file") \
	>"$tmp/stdout" 2>"$tmp/stderr" </dev/null || rc=$?
stderr=$(cat "$tmp/stderr")
is "$rc" 3 "no room for a log: exit 3"
like "$stderr" "^trapline run: the boots that were made are kept: trapline run --resume [^ ]* --out" \
	"no room: the boots are kept, and it says how to go on"
left=$(find "$out/runs" -maxdepth 1 -name '.new-*')
resume "$left"
is "$rc" 0 "no room: with room again the run is completed"
is "$(grep -c 'from its log$' "$tmp/stderr")" 4 "no room: only what was not finished is made again"
is_as_undisturbed "$out/latest" "no room"

tap_done
