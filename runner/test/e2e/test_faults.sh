#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What trapline run says and keeps when QEMU misbehaves: the real command with a fake QEMU that is
# first in PATH and spoils the boots of one HAL binding.
# shellcheck disable=SC2016 # the fakes expand their own variables
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

qemu=$(command -v qemu-system-aarch64)
bin=$tmp/bin
mkdir "$bin" "$tmp/empty"

# fake SCRIPT: what stands for QEMU when it is to boot the static image; $qemu "$@" is the real one
fake()
{
	cat >"$bin/qemu-system-aarch64" <<-END
		#!/bin/sh
		qemu=$qemu
		case "\$*" in
		*--version*) exec "\$qemu" "\$@" ;;
		*-static.elf*) ;;
		*) exec "\$qemu" "\$@" ;;
		esac
		$1
	END
	chmod +x "$bin/qemu-system-aarch64"
}

# broken SCRIPT: a run with that fake
broken()
{
	fake "$1"
	trapline_in "$bin:$PATH" run --no-build --out "$out" --suite "$suite_file"
}

cell='qemu-virt-gicv3/cortex-a57 static'
log="; log: $out/runs/[^ ]*/logs/qemu-virt-gicv3-cortex-a57-static(-[0-9])?\\.log"

# said WHAT MESSAGE OK MISSING: exit 3, one line with cell, message and log; OK and MISSING cells
said()
{
	is "$rc" 3 "$1: exit 3"
	like "$stderr" "^trapline run: [^ ]+ $cell: $2.*$log" "$1: a line names cell, reason and log"
	like "$stdout" "[^0-9]$3 measured, $4 missing" "$1: $3 cells are measured, $4 are missing"
	tap "$1: what is stored is whole" is_whole_run "$out/latest"
}

suite faults 'hal: [static, table]' 'benchmarks: [hvc/return, irq/exit, mmio/read_4, mmio/write_4]' 'samples: 16' \
	'timeout_s: 2'
measure --suite "$suite_file"
is "$rc" 0 "with the real QEMU the run is complete"

broken 'echo "qemu: could not load kernel" >&2; exit 1'
said "fails to start" 'QEMU exited with status 1 before its first record .*could not load kernel' 4 4
like "$stderr" '; and 3 cells more$' "fails to start: the other cells are counted"
like "$stderr" '^trapline run: incomplete: 4 of 8 cells are missing$' "fails to start: four are"

broken 'exec sleep 100'
said "hangs" 'QEMU sent nothing for 2 s and was stopped before its first record' 4 4

broken 'trap "" TERM; echo up; while :; do sleep 1; done'
said "hangs and ignores SIGTERM" 'QEMU sent nothing for 2 s and was stopped .*last line: up' 4 4

# The second benchmark's record is cut: what was complete stays, and the rest is booted again.
broken '"$qemu" "$@" | awk "{ print } / B bench=irq/ { exit 1 }" || kill -9 $$'
said "dies half-way" 'QEMU was killed by signal 9 after 1 of 4 benchmarks' 7 1
like "$stderr" 'booting again for the rest' "dies half-way: the rest is booted again"
like "$stderr" '^trapline run: incomplete: 1 of 8 cells is missing$' "dies half-way: one cell is"

broken '"$qemu" "$@" | awk "{ print } / B bench=/ { exit }"; kill -9 $$'
said "dies in its first benchmark every time" 'QEMU was killed by signal 9' 4 4

broken 'head -c 20000 /dev/urandom; exit 0'
said "prints garbage only" 'QEMU exited without the end of the run before its first record' 4 4

broken 'printf "U-Boot 2023\r\n\377\376\033[2J garbage\n#t\n"; exec "$qemu" "$@"'
is "$rc" 0 "prints garbage before the first record: that is chatter, and the run is complete"

broken '"$qemu" "$@" | sed "/ S at=0/s/ v=/ v=\\xff\\xfe/"'
said "prints garbage within records" 'the console is damaged \(line [0-9]+: ' 4 4

broken '"$qemu" "$@" | sed "/ E bench=mmio.read_4 /s/ n=16 / n=17 /"'
said "flips a byte of a record" 'the console is damaged \(line [0-9]+: ' 7 1
like "$stderr" "^trapline run: mmio/read_4 $cell: " "flips a byte of a record: that cell is named"

broken '"$qemu" "$@" | sed "/ S at=0/d"'
said "loses lines" 'the console is damaged \(line [0-9]+: ' 4 4

broken 'if [ -e "$0.out" ]; then exec "$qemu" "$@"; fi
	"$qemu" "$@" >"$0.out"; head -n 9 "$0.out"; cat "$0.out"'
said "resets half-way" 'the console is damaged \(line [0-9]+: record 0 ' 7 1

broken '"$qemu" "$@"; exit 1'
said "exits badly after a complete run" 'QEMU exited with status 1 after the end of the run' 4 4

broken 'for a; do shift; [ "$a" != -icount ] && [ "$a" != shift=0,sleep=off ] && set -- "$@" "$a"
	done; exec "$qemu" "$@"'
said "runs with another clock" "the image measured clock 'cntvct', but the suite asks for 'exact'" 4 4

other=$tree/build/image/qemu-virt-gicv3/gcc-table-lazy/bench.elf
broken "for a; do shift; case \$a in *.elf) a=$other ;; esac; set -- \"\$@\" \"\$a\"; done
	exec \"\$qemu\" \"\$@\""
said "boots another image" "the image says build '[0-9a-f]+', but '[0-9a-f]+' was booted" 4 4

# --- an image that does not build ----------------------------------------------------------------
cat >"$tmp/make" <<-END
	#!/bin/sh
	case "\$*" in
	*--version*) exec $(command -v make) "\$@" ;;
	*HAL=static*) echo "vcpu/x.c:3:1: error: expected ';'" >&2; echo "make: *** x.o" >&2; exit 2 ;;
	esac
END
chmod +x "$tmp/make"
rm -rf "$tree/build/cache" # nothing was ever built, so make is asked
trapline_in "$tmp:$PATH" run --out "$out" --suite "$suite_file"
is "$rc" 3 "does not build: exit 3"
is "$(grep -c "x\\.c:3:1: error: expected ';'" "$tmp/stderr")" 1 "does not build: the compiler is quoted, once"
like "$stderr" "^trapline run: [^ ]+ $cell: its image does not build: make exited with status 2; log: " \
	"does not build: a line names the cell and the reason"
like "$stderr" "; log: $out/runs/[^ ]*/logs/build-qemu-virt-gicv3-static\\.log" \
	"does not build: the build log is named"
like "$stdout" '[^0-9]4 measured, 4 missing' "does not build: the other image is measured"
is "$(grep -c '"toolchain": "gcc-' "$out/latest/run.json")" 8 \
	"does not build: its cells name the toolchain of the others"

# --- no QEMU at all ------------------------------------------------------------------------------
trapline_in "$tmp/empty" run --no-build --out "$out" --suite "$suite_file"
is "$rc" 3 "is not installed: exit 3"
like "$stderr" 'qemu-system-aarch64 is not installed \(Debian package qemu-system-arm; scripts/setup' \
	"is not installed: the package is named"

# --- no place for the result ---------------------------------------------------------------------
: >"$tmp/file"
trapline_in "$PATH" run --no-build --out "$tmp/file" --suite "$suite_file"
is "$rc" 3 "a result that cannot be stored: exit 3"
like "$stderr" "^trapline run: .*$tmp/file" "a result that cannot be stored: the place is named"

tap "no QEMU and no fake is left" no_qemu_left

tap_done
