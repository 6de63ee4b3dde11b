#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boards of labgrid: its QEMUDriver, and a serial line with a power switch and a loader, as consoles of trapline.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

console=$PWD/scripts/labgrid/console
desk=$PWD/runner/test/lab/desk-board
board=$tmp/board
trap '"$desk" unplug "$board"; rm -rf "$tmp"' EXIT

if ! /usr/bin/python3 -c 'import labgrid' 2>/dev/null; then
	tap_skip "boards of labgrid" "labgrid is not here (scripts/setup installs it)"
	tap_done
fi

# What a console said, in so far as it is the same each time.
records() { tr -d '\r' <"$1" | grep '^#tl1 '; }
# attach ENVIRONMENT: the console's output in $tmp/console.log, in the background as $pid; it is typed at by $tmp/keys
attach()
{
	: >"$tmp/console.log"
	timeout 30 "$console" "$1" main "$image" <"$tmp/keys" >"$tmp/console.log" 2>"$tmp/out" &
	pid=$!
}
# True when the image has said its last word.
# shellcheck disable=SC2317
has_ended()
{
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		! grep -q '^#tl1 [0-9]* Z ' "$tmp/console.log" || return 0
		sleep 0.5
	done
	return 1
}
# leave: $rc of the console
leave()
{
	rc=0
	wait "$pid" || rc=$?
}

suite grid 'hal: [static]' 'benchmarks: [hvc/return, irq/exit]' 'samples: 32'
measure --suite "$suite_file"
is "$rc" 0 "the run that labgrid is to repeat succeeds"
log=$out/latest/logs/qemu-virt-gicv3-cortex-a57-static.log
trapline_in "$PATH" lava-job --suite "$suite_file" --out "$tmp/images" --no-build
image=$tmp/images/qemu-virt-gicv3-cortex-a57-static.elf
tap "its image is there to be loaded" [ -s "$image" ]
records "$log" >"$tmp/expected"
mkfifo "$tmp/keys"
exec 7<>"$tmp/keys" # nobody types anything, and nobody hangs up

# --- QEMUDriver ----------------------------------------------------------------------------------
attach scripts/labgrid/env-qemu.yaml
leave
is "$rc" 0 "QEMU is switched on, and its end is the console's"
records "$tmp/console.log" >"$tmp/got"
tap "what came is what trapline heard from its own QEMU" diff "$tmp/expected" "$tmp/got"

# --- a serial line -------------------------------------------------------------------------------
"$desk" plug "$board" qemu-system-aarch64 -M virt,virtualization=on,gic-version=3 \
	-cpu cortex-a57,cntfrq=1000000000 -smp 2 -m 512M -display none -monitor none -serial stdio \
	-nic none -no-reboot -icount shift=0,sleep=off -semihosting-config enable=on,target=native \
	-kernel "$board/card/image"
cat >"$tmp/power" <<END
#!/bin/sh
exec "$desk" "\$1" "$board"
END
cat >"$tmp/load" <<END
#!/bin/sh
exec "$desk" load "$board" "\$1"
END
chmod +x "$tmp/power" "$tmp/load"
export LG_CONSOLE="$board/tty" LG_POWER="$tmp/power" LG_LOAD="$tmp/load"

attach scripts/labgrid/env-board.yaml
tap "a board is loaded and switched on, and its console comes through" has_ended
kill "$pid"
leave
is "$rc" 0 "whoever hangs up gets no error"
records "$tmp/console.log" >"$tmp/got"
tap "and the same records came" diff "$tmp/expected" "$tmp/got"
tap "the board is off afterwards" [ ! -e "$board/board.pid" ]

# --- trapline run, on both -----------------------------------------------------------------------
# The board is another one for what it is called, and is reached in another way.
mkdir "$tmp/tree"
cp -R Makefile vcpu microbench guest-payloads runner scripts "$tmp/tree"
place=$tmp/tree/microbench/boards/desk
mkdir "$place"
cat >"$place/board.mk" <<END
BOARD_SOURCE := qemu-virt-gicv3
include microbench/boards/\$(BOARD_SOURCE)/board.mk
END
sed 's/^boards:.*/boards: [desk]/' "$suite_file" >"$tmp/desk.yaml"
# figures RUN: what it measured
figures()
{
	/usr/bin/python3 -c 'import json, sys
for c in json.load(open(sys.argv[1]))["cells"]: print(c["benchmark"], c["status"], c.get("median"), c.get("n"))' \
		"$1/latest/run.json"
}
figures "$out" >"$tmp/expected"
for environment in env-qemu env-board; do
	cat >"$place/board.yaml" <<END
summary: A place of labgrid
target: command
cpus: [cortex-a57]
clocks: [exact]
image: elf
console: [$console, $PWD/scripts/labgrid/$environment.yaml, main, "{image}"]
END
	rc=0
	"$trapline" -C "$tmp/tree" run --suite "$tmp/desk.yaml" --out "$tmp/$environment" \
		>"$tmp/out" 2>&1 </dev/null || rc=$?
	is "$rc" 0 "$environment: trapline run measures a place of labgrid"
	figures "$tmp/$environment" >"$tmp/got"
	tap "$environment: and every figure is that of trapline's own QEMU" diff "$tmp/expected" "$tmp/got"
done

# --- a line that another host has ----------------------------------------------------------------
cat >"$tmp/serial.yaml" <<END
summary: A board on a line that only its own host has
target: serial
cpus: [cortex-a57]
clocks: [exact]
device: "{TRAPLINE_NO_SUCH_LINE}"
END
cp "$place/board.yaml" "$tmp/kept.yaml"
cp "$tmp/serial.yaml" "$place/board.yaml"
rc=0
"$trapline" -C "$tmp/tree" run --suite "$tmp/desk.yaml" --out "$tmp/far" >"$tmp/out" 2>&1 </dev/null || rc=$?
is "$rc" 2 "a board on a line that is not here cannot be measured from here"
rc=0
"$trapline" -C "$tmp/tree" lava-job --suite "$tmp/desk.yaml" --out "$tmp/far" >"$tmp/out" 2>&1 </dev/null || rc=$?
is "$rc" 0 "but LAVA may measure it where the line is"
tap "with the flat image that such a board takes" [ -s "$tmp/far/desk-cortex-a57-static.bin" ]
is "$(sed -n 's/^    method: //p; s/^device_type: //p' "$tmp/far"/job-desk-cortex-a57.yaml | tr '\n' ' ')" \
	'"desk" minimal ' "on a device called as the board is, loaded and reset by LAVA"
rm -rf "$tmp/tree/build"
rc=0
"$trapline" -C "$tmp/tree" lava-job --suite "$tmp/desk.yaml" --out "$tmp/none" --no-build >"$tmp/out" 2>&1 </dev/null ||
	rc=$?
is "$rc" 3 "a boot whose image is not there is in no job: exit 3"
tap "by its name" grep -q 'desk-cortex-a57-static: not in a job: ' "$tmp/out"
is "$(find "$tmp/none" -name '*.yaml')" "" "and a job without a boot is not written"
cp "$tmp/kept.yaml" "$place/board.yaml"

# --- what must be told ---------------------------------------------------------------------------
printf '#!/bin/sh\necho "no card in the reader" >&2\nexit 4\n' >"$tmp/load"
attach scripts/labgrid/env-board.yaml
leave
is "$rc" 1 "a board that cannot be loaded is an error"
tap "with the loader's own words" grep -q "exit status 4: no card in the reader" "$tmp/out"
is "$(cat "$tmp/console.log")" "" "and nothing came that could be taken for a result"
rc=0
"$trapline" -C "$tmp/tree" run --suite "$tmp/desk.yaml" --out "$tmp/red" >"$tmp/out" 2>&1 </dev/null ||
	rc=$?
is "$rc" 3 "a run on it has no result: exit 3"
tap "and says why" grep -q "no card in the reader" "$tmp/out"
LG_CONSOLE=$tmp/nowhere
printf '#!/bin/sh\nexit 0\n' >"$tmp/load"
attach scripts/labgrid/env-board.yaml
leave
is "$rc" 1 "a console that is not there is an error"
tap "with its name" grep -q "$tmp/nowhere" "$tmp/out"

tap_done
