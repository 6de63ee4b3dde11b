#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boards that stay: Debian's U-Boot at EL2 of a QEMU whose serial line is a pty or a socket. Autoboot is
# interrupted, the image comes over TFTP, from a disk or through the console itself, and a reset or a
# power switch begins the next boot.
# shellcheck disable=SC2016 # the scripts expand their own variables
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

export TRAPLINE_LOCKS="$tmp/locks" BOARD_DIR="$tmp/desk"
mkdir "$TRAPLINE_LOCKS" "$BOARD_DIR" "$BOARD_DIR/tftp"

# A tree of links with one board more; what it builds is its own.
tree=$tmp/tree
here=$PWD
mkdir -p "$tree/microbench/boards/uboot"
for path in "$here"/*; do
	case ${path##*/} in
	microbench | build | results) ;;
	*) ln -s "$path" "$tree/" ;;
	esac
done
for path in "$here"/microbench/*; do
	[ "${path##*/}" = boards ] || ln -s "$path" "$tree/microbench/"
done
for path in "$here"/microbench/boards/*; do
	ln -s "$path" "$tree/microbench/boards/"
done
board=$tree/microbench/boards/uboot
cat >"$board/board.mk" <<-'END'
	BOARD_SOURCE := qemu-virt-gicv3
	include microbench/boards/$(BOARD_SOURCE)/board.mk
END

# --- a desk: what stands for a relay, a reset button and an SD card ---------------------------------
tool()
{
	{
		printf '%s\n' '#!/bin/sh' "d=$BOARD_DIR"
		cat
	} >"$BOARD_DIR/$1"
	chmod +x "$BOARD_DIR/$1"
}
# QEMU waits until it is told to go on: its first words would be lost before the line is open. Its own
# session, as a daemon would have it: what a command leaves behind in its group ends with it.
tool on <<'END'
setsid qemu-system-aarch64 -M virt,virtualization=on,gic-version=3 -cpu "$1$(cat "$d/cpu")" -smp 2 -m 512M \
	-display none -monitor none -no-shutdown -S -pidfile "$d/pid" -qmp "unix:$d/qmp,server=on,wait=off" \
	-bios /usr/lib/u-boot/qemu_arm64/u-boot.bin $(cat "$d/args") >"$d/out" 2>&1 </dev/null &
while [ ! -S "$d/qmp" ]; do sleep 0.02; done
if grep -q 'serial pty' "$d/args"; then
	while ! grep -q '/dev/pts/' "$d/out"; do sleep 0.02; done
	ln -sfn "$(sed -n 's,.*\(/dev/pts/[0-9]*\).*,\1,p' "$d/out")" "$d/tty"
	sleep 0.1
fi
exec "$d/qmp-do" cont
END
tool off <<'END'
[ ! -e "$d/pid" ] || kill "$(cat "$d/pid")"
while [ -e "$d/pid" ]; do sleep 0.02; done
rm -f "$d/tty" "$d/qmp" "$d/serial"
echo off >>"$d/switched"
END
tool reset <<'END'
echo reset >>"$d/switched"
exec "$d/qmp-do" system_reset cont
END
# Hangs up once QEMU has answered each of them.
tool qmp-do <<'END'
: >"$d/qmp.out"
{
	echo '{"execute":"qmp_capabilities"}'
	for what; do
		echo "{\"execute\":\"$what\"}"
	done
	while [ "$(grep -c '"return"' "$d/qmp.out")" -le $# ]; do sleep 0.05; done
} | socat - "UNIX-CONNECT:$d/qmp" >"$d/qmp.out"
END
tool sd-mux <<'END'
rm -rf "$d/root" "$d/disk"
mkdir "$d/root"
cp "$1" "$d/root/Image"
truncate -s 8M "$d/disk"
/sbin/mke2fs -q -t ext2 -d "$d/root" "$d/disk"
END
net="user,tftp=$BOARD_DIR/tftp"
# shellcheck disable=SC2317 # tap calls it
no_qemu() { [ ! -e "$BOARD_DIR/pid" ]; }
log() { tr -d '\r' <"$(find "$out/latest/logs/" -name "uboot-*$1.log")"; }

# desk CPU_OPTIONS QEMU_ARGUMENTS: what the switch starts
desk()
{
	echo "$1" >"$BOARD_DIR/cpu"
	echo "$2" >"$BOARD_DIR/args"
	: >"$BOARD_DIR/switched"
}
# board LINE...: board.yaml
prompt_s=20
board()
{
	printf '%s\n' 'summary: QEMU virt behind U-Boot' 'cpus: [cortex-a57]' "prompt_s: $prompt_s" "$@" \
		>"$board/board.yaml"
}
serial='target: serial
device: "{BOARD_DIR}/tty"
power_on: ["{BOARD_DIR}/on", "{cpu}"]
power_off: ["{BOARD_DIR}/off"]'
tftp='tftp: "{BOARD_DIR}/tftp"
uboot:
  - setenv autoload no
  - dhcp
  - "tftpboot 0x42000000 10.0.2.2:{file}"
  - booti 0x42000000 - 0x40000000'
# a_suite HAL LINE...
a_suite()
{
	printf '%s\n' 'summary: for a test' 'boards: [uboot]' 'samples: 4' "hal: [$1]" "$2" "${3-}" "${4-}" \
		>"$tmp/uboot.yaml"
}
run() { measure --suite "$tmp/uboot.yaml" "$@"; }

# --- a pty, TFTP, the price list twice, reset by command --------------------------------------
desk "" "-serial pty -nic $net"
board "$serial" 'reset: ["{BOARD_DIR}/reset"]' "$tftp"
a_suite static 'clock: cntvct' 'boots: 2'
run
is "$rc" 0 "over TFTP: two boots of the price list are complete"
like "$stdout" '[1-9][0-9][0-9]* measured, ' "over TFTP: it is measured"
unlike "$stdout$stderr" ' missing' "over TFTP: nothing is missing"
like "$(log boot1)" '^Hit any key to stop autoboot:' "over TFTP: the log has U-Boot's autoboot"
like "$(log boot1)" '^=> tftpboot 0x42000000 10.0.2.2:tl-[A-Za-z0-9_-]+-uboot-[0-9]+-[0-9]+.img; tl_rc=\$\?; echo TL3=\$tl_rc$' \
	"over TFTP: and what was typed"
like "$(log boot1)" '^trapline: the image is being started$' "over TFTP: and where the image begins"
is "$(sort -u "$BOARD_DIR/switched" | tr '\n' ' ')$(grep -c reset "$BOARD_DIR/switched")" "off reset 2" \
	"over TFTP: each boot is a reset, the end of the run switches off"
is "$(find "$BOARD_DIR/tftp" -type f | wc -l)" 0 "over TFTP: nothing is left in the server's folder"
tap "over TFTP: no QEMU is left" no_qemu
tap "over TFTP: the run is whole" is_whole_run "$out/latest"

# --- from a disk, power switched at each boot, the exact clock ---------------------------------------
desk ",cntfrq=1000000000" "-serial pty -icount shift=0,sleep=off -nic none -drive file=$BOARD_DIR/disk,format=raw,if=virtio"
board "$serial" 'clocks: [cntvct, exact]' 'load: ["{BOARD_DIR}/sd-mux", "{image}"]' 'uboot:' \
	'  - load virtio 0 0x42000000 Image' '  - booti 0x42000000 - 0x40000000'
a_suite static 'clock: exact' 'benchmarks: [hvc/return, irq/exit]' 'boots: 2'
run --no-build
is "$rc" 0 "from a disk: two boots are complete"
like "$(log boot1)" '^[0-9]+ bytes read in' "from a disk: U-Boot read the file"
like "$(log boot1)" '^trapline: .*/tty is (there|back)$' \
	"from a disk: the line comes with the power"
is "$(grep -c off "$BOARD_DIR/switched")" 3 "from a disk: it was switched off before each boot and at the end"
like "$(log boot1)" ' H .* clock=exact ' "from a disk: one tick is one instruction"
like "$stdout" 'instructions' "from a disk: and the figures say so"
# What boots directly has a baseline; the way an image was loaded changes no instruction of it.
want=$(sed -n 's/.*"hvc.return": {"samples": {"\([0-9]*\)": [0-9]*}.*/\1/p' \
	results/baselines/qemu-virt-gicv3,cortex-a57,gcc-*,-O2,static,lazy,plain,exact,trapline,*.json)
like "$(log boot1)" " E bench=hvc/return .* each=$want( |\$)" "from a disk: the figure is the baseline's"

log boot1 >"$tmp/exact.log"

# --- a program as the console, ymodem through it ------------------------------------------------------
desk "" "-serial unix:$BOARD_DIR/serial,server=on,wait=off -nic none"
board 'target: command' 'console: [socat, "-", "UNIX-CONNECT:{BOARD_DIR}/serial"]' \
	'reset: ["{BOARD_DIR}/reset"]' 'transfer: [sb, -k, "{image}"]' 'uboot:' \
	'  - loady 0x42000000' '  - booti 0x42000000 - 0x40000000'
a_suite static 'clock: cntvct' 'benchmarks: [hvc/return]'
"$BOARD_DIR/on" cortex-a57
run --no-build
is "$rc" 0 "through the console: a boot is complete"
like "$(log static)" '## Total Size' "through the console: U-Boot received the image"

# Nothing resets it here: somebody else's reset counts as well.
sed -i '/^reset:/d; s/sb, -k, "{image}"/sh, -c, "exit 3"/' "$board/board.yaml"
"$BOARD_DIR/reset"
run --no-build
is "$rc" 3 "a transfer that fails: exit 3"
like "$stderr" "transfer: 'sh' exited with status 3" "a transfer that fails: it is named"

sed -i '/loady/d; s/booti 0x42/booti 0x48/' "$board/board.yaml"
"$BOARD_DIR/reset"
run --no-build
is "$rc" 3 "no image there: exit 3"
like "$stderr" "U-Boot: 'booti [^']*' started no image: .*Bad Linux ARM64 Image magic" \
	"no image there: U-Boot is quoted"

# --- what goes wrong ----------------------------------------------------------------------------------
board 'target: command' 'console: [sh, -c, "echo up; exit 7"]' 'uboot: [booti]'
run --no-build
is "$rc" 3 "the console's program ends: exit 3"
like "$stderr" "waiting for U-Boot's prompt: the console ended" "the console's program ends: said so"

# A board that starts by itself, as its console was heard above.
a_suite static 'clock: exact' 'benchmarks: [hvc/return, irq/exit]'
heard() { board 'target: command' 'clocks: [exact]' "console: [sh, -c, '$1; exec sleep 100']"; }
heard "cat $tmp/exact.log"
run --no-build
is "$rc" 3 "records of another boot: exit 3"
like "$stderr" 'these are records of another boot of this image' "records of another boot: said so"

heard "sed \"s/ clock=/x&/\" $tmp/exact.log"
run --no-build
like "$stderr" 'the console is damaged|before its first record' "a hello that is changed is none"
a_suite static 'clock: cntvct' 'benchmarks: [hvc/return]'

"$BOARD_DIR/off"
desk "" "-serial pty -nic $net"
board "$serial" "$tftp"
mkdir "$BOARD_DIR/elsewhere"
sed -i 's,^tftp: .*,tftp: "{BOARD_DIR}/elsewhere",' "$board/board.yaml"
run --no-build
is "$rc" 3 "TFTP refuses: exit 3"
like "$stderr" "U-Boot: 'tftpboot [^']*' failed \(status 1\): TFTP error: 'Access violation' \(2\)|U-Boot: 'tftpboot [^']*' failed \(status 1\): TFTP error: 'File not found' \(1\)" \
	"TFTP refuses: U-Boot is quoted"

prompt_s=1
board 'target: command' 'console: [sleep, 100]' 'uboot: [booti]' 'power_on: ["true"]' 'prompt: "other# "' \
	'power_off: [sh, -c, "echo relay is stuck >&2; test ! -e {BOARD_DIR}/stuck || exit 4; touch {BOARD_DIR}/stuck"]' \
	'load: [rm, -f, "{BOARD_DIR}/stuck"]'
run --no-build
is "$rc" 3 "a prompt that never comes: exit 3"
like "$stderr" "U-Boot's prompt 'other# ' did not come within 1 s" "a prompt that never comes: said so"
is "$(printf '%s\n' "$stderr" | grep -c "^trapline run: board 'uboot' was left on: power_off: 'sh' exited with status 4: relay is stuck$")" \
	1 "a board that cannot be switched off: said once"

board 'target: command' 'console: [sleep, 100]' 'reset: [sh, -c, "echo relay is broken >&2; exit 4"]' \
	'uboot: [booti]'
run --no-build
is "$rc" 3 "a reset that fails: exit 3"
like "$stderr" "reset: 'sh' exited with status 4: relay is broken" "a reset that fails: its words are quoted"

# Two runs at once: one has the board, for longer than the other one takes.
prompt_s=60
board 'target: command' 'console: [sleep, 100]' 'uboot: [booti]'
"$trapline" -C "$tree" run --no-build --suite "$tmp/uboot.yaml" --out "$tmp/first" >"$tmp/first.out" 2>&1 &
first=$!
for _ in $(seq 300); do
	[ "$(cat "$TRAPLINE_LOCKS/trapline-uboot.lock")" != "$first" ] || break
	sleep 0.1
done
run --no-build
is "$rc" 3 "two runs on one board: exit 3"
like "$stderr" "board 'uboot' is in use by another run \(pid $first; " "two runs on one board: who has it is named"
kill "$first" # a shell's background ignores SIGINT
wait "$first"
is $? 3 "two runs on one board: the first one can be interrupted"

(
	unset BOARD_DIR
	board "$serial" 'uboot: [booti]'
	run --no-build
	printf '%s\n' "$rc" "$stderr" >"$tmp/unset"
)
is "$(head -n 1 "$tmp/unset")" 2 "a variable that is not set: exit 2"
like "$(cat "$tmp/unset")" "board 'uboot': the environment variable BOARD_DIR is not set \('device' of its" \
	"a variable that is not set: it is named"

tap "no QEMU is left" no_qemu

tap_done
