#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Jobs for LAVA, made by its own dispatcher without a server: QEMU as its device, and a board on a console.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

data=$PWD/runner/test/data/lava
desk=$PWD/runner/test/lab/desk-board
cases=$PWD/runner/test/e2e/lava_cases.py
board=$tmp/board
trap '"$desk" unplug "$board"; rm -rf "$tmp"' EXIT

if ! command -v lava-run >/dev/null 2>&1; then
	tap_skip "jobs for LAVA" "lava-run is not here (scripts/setup installs it)"
	tap_done
fi
if [ "$(id -u)" -ne 0 ]; then
	tap_skip "jobs for LAVA" "lava-run wants to be root"
	tap_done
fi

# lava DEVICE JOB: what LAVA says is in $tmp/lava.log, its exit status in $rc
n_jobs=0
lava()
{
	n_jobs=$((n_jobs + 1))
	rc=0
	timeout 60 lava-run --job-id "trapline-$$-$n_jobs" --output-dir "$tmp/lava" --device "$1" \
		--dispatcher "$data/dispatcher.yaml" "$2" >"$tmp/lava.log" 2>&1 </dev/null || rc=$?
	cp "$tmp/lava.log" "$tmp/out"
	/usr/bin/python3 "$cases" log "$tmp/lava.log" >"$tmp/cases"
}
# A board that starts what was loaded, without a boot loader.
plug_plain()
{
	"$desk" plug "$board" qemu-system-aarch64 -M virt,virtualization=on,gic-version=3 \
		-cpu cortex-a57,cntfrq=1000000000 -smp 2 -m 512M -display none -monitor none -serial stdio \
		-nic none -no-reboot -icount shift=0,sleep=off -semihosting-config enable=on,target=native \
		-kernel "$board/card/image"
}
# What LAVA was told of the whole job.
verdict() { sed -n 's/.*"case": "job", .*"result": "\([a-z]*\)".*/\1/p' "$tmp/lava.log"; }
count() { grep -c "$1" "$tmp/cases"; }

suite lava 'hal: [static, table]' 'benchmarks: [hvc/return, hvc/vector, irq/exit, mmio/read_4]' \
	'samples: 32' 'timeout_s: 1'
measure --suite "$suite_file"
is "$rc" 0 "the run that LAVA is to repeat succeeds"
/usr/bin/python3 "$cases" run "$out/latest/run.json" >"$tmp/expected"

# --- the jobs ------------------------------------------------------------------------------------
jobs=$tmp/jobs
trapline_in "$PATH" lava-job --suite "$suite_file" --out "$jobs"
is "$rc" 0 "jobs are written"
job=$jobs/job-qemu-virt-gicv3-cortex-a57.yaml
is "$stdout" "$job: 2 boots" "one for the board, of a boot an image"
trapline_in "$PATH" lava-job --suite "$suite_file" --out "$tmp/each" --no-build --each-boot \
	--url http://lab/images --device-type bench
is "$(find "$tmp/each" -name "job-*.yaml" | wc -l)" 2 "or one for each boot"
tap "that says where the dispatcher finds the image" \
	grep -q 'url: "http://lab/images/qemu-virt-gicv3-cortex-a57-table.elf"' \
	"$tmp/each/job-qemu-virt-gicv3-cortex-a57-table.yaml"
tap "and whose devices may make it" grep -q '^device_type: "bench"$' \
	"$tmp/each/job-qemu-virt-gicv3-cortex-a57-table.yaml"

# --- QEMU ----------------------------------------------------------------------------------------
lava "$data/qemu.yaml" "$job"
is "$rc $(verdict)" "0 pass" "LAVA boots both images in QEMU"
tap "every benchmark and self-check is a test case, with the run's median as its measurement" \
	diff "$tmp/expected" "$tmp/cases"
is "$(count ' hvc/return pass [1-9]')" 2 "in which there are figures"
is "$(count ' hvc/vector skip -$')" 2 "and what does not apply is skipped"
cp "$tmp/lava.log" "$tmp/good.log"

# --- a board on a console ------------------------------------------------------------------------
plug_plain
sed "s|@POWER@|$desk|; s|@DIR@|$board|" "$data/board.yaml.in" >"$tmp/board.yaml"
trapline_in "$PATH" lava-job --suite "$suite_file" --out "$jobs" --no-build --method minimal
is "$rc" 0 "the same for a board that LAVA loads and resets"
lava "$tmp/board.yaml" "$job"
is "$rc $(verdict)" "0 pass" "LAVA loads, resets and listens, twice"
tap "and takes the same test cases from the board's console" diff "$tmp/expected" "$tmp/cases"
cp "$tmp/lava.log" "$tmp/board.log"

# --- a board that U-Boot starts ------------------------------------------------------------------
"$desk" unplug "$board"
rm -rf "$board"
"$desk" plug "$board" qemu-system-aarch64 -M virt,virtualization=on,gic-version=3 \
	-cpu cortex-a57,cntfrq=1000000000 -smp 2 -m 512M -display none -monitor none -serial stdio \
	-no-reboot -icount shift=0,sleep=off -semihosting-config enable=on,target=native \
	-bios /usr/lib/u-boot/qemu_arm64/u-boot.bin -nic "user,model=virtio-net-pci,tftp=$board/card"
sed "s|@POWER@|$desk|; s|@DIR@|$board|" "$data/uboot.yaml.in" >"$tmp/uboot.yaml"
trapline_in "$PATH" lava-job --suite "$suite_file" --filter ' static$' --out "$tmp/uboot" --no-build --method u-boot
is "$rc" 0 "a job for a board that U-Boot starts"
lava "$tmp/uboot.yaml" "$tmp/uboot/job-qemu-virt-gicv3-cortex-a57.yaml"
is "$rc $(verdict)" "0 pass" "LAVA interrupts autoboot, and types what loads and starts the image"
grep static "$tmp/expected" >"$tmp/expected-static"
tap "and the flat image has the same figures" diff "$tmp/expected-static" "$tmp/cases"
cp "$tmp/lava.log" "$tmp/good-uboot.log"
sed "s|load $board|off $board|" "$tmp/uboot.yaml" >"$tmp/unloaded.yaml"
rm "$board/card/image"
lava "$tmp/unloaded.yaml" "$tmp/uboot/job-qemu-virt-gicv3-cortex-a57.yaml"
is "$rc $(verdict)" "1 fail" "an image that TFTP does not have fails the job"
is "$(cat "$tmp/cases")" "" "without a case"

# --- and back ------------------------------------------------------------------------------------
# shellcheck disable=SC2317
# same_figures RUN: the cases of an imported run, whose boots are called as LAVA's were
same_figures()
{
	/usr/bin/python3 "$cases" run "$1" | sed 's/^[^ ]*cortex-a57-//; s/-boot[0-9]*\././' >"$tmp/imported"
	sed 's/^[^ ]*cortex-a57-//' "$tmp/expected" | diff - "$tmp/imported"
}
for log in good board; do
	trapline_in "$PATH" import "$tmp/$log.log" --out "$tmp/imported-$log"
	is "$rc" 0 "what LAVA logged is a run ($log.log)"
	tap "with every figure of the run before" same_figures "$tmp/imported-$log/latest/run.json"
done
cp "$tmp/expected-static" "$tmp/expected"
trapline_in "$PATH" import "$tmp/good-uboot.log" --out "$tmp/imported-uboot"
is "$rc" 0 "so is what it logged with U-Boot around the records"
tap "with every figure" same_figures "$tmp/imported-uboot/latest/run.json"
sed 's/ v=99x32 / v=98x32 /; s/^{/- {/' "$tmp/good.log" >"$tmp/output.yaml"
trapline_in "$PATH" import "$tmp/output.yaml" --out "$tmp/imported-bad"
is "$rc" 3 "a figure that changed on the way is refused: exit 3"
like "$stderr" 'CRC' "by its CRC, which LAVA does not look at"

# --- what must be red ----------------------------------------------------------------------------
"$desk" unplug "$board"
plug_plain
cp "$jobs/qemu-virt-gicv3-cortex-a57-static.elf" "$board/wrong"
sed "s|load $board {KERNEL}|load $board $board/wrong|" "$tmp/board.yaml" >"$tmp/stuck.yaml"
sed 's/timeout: {seconds: 60}/timeout: {seconds: 3}/' "$job" >"$tmp/short.yaml"
lava "$tmp/stuck.yaml" "$tmp/short.yaml"
is "$rc $(verdict)" "1 fail" "a board that still has the image of before fails the job"
is "$(count '^qemu-virt-gicv3-cortex-a57-static')" "$(grep -c static "$tmp/expected")" \
	"after the cases of the boot that was right"
is "$(count '^qemu-virt-gicv3-cortex-a57-table')" 0 "and gives no figure under the other's name"

# What a bad image would send, by a program in QEMU's place.
mkdir "$tmp/bin"
cp "$tmp/each/job-qemu-virt-gicv3-cortex-a57-static.yaml" "$tmp/static.yaml"
sed -i "s|http://lab/images|file://$tmp/each|" "$tmp/static.yaml"
log=$out/latest/logs/qemu-virt-gicv3-cortex-a57-static.log
cat >"$tmp/bin/qemu-system-aarch64" <<END
#!/bin/sh
[ "\$1" != --version ] || { echo "QEMU emulator version 0"; exit; }
cat "$tmp/console"
END
chmod +x "$tmp/bin/qemu-system-aarch64"
lava_fake()
{
	real_path=$PATH
	PATH=$tmp/bin:$PATH
	lava "$data/qemu.yaml" "$tmp/static.yaml"
	PATH=$real_path
}

sed -e '/ E bench=hvc.return /s/ bad=0 / bad=2 /' \
	-e 's/ E bench=irq.exit .* \*/ F bench=irq\/exit why=it_never_came */' \
	-e 's/ check=counter-ticks ok=1 / check=counter-ticks ok=0 /' "$log" >"$tmp/console"
lava_fake
is "$rc" 0 "a benchmark that fails is a result, not the end of the job"
is "$(count ' hvc/return fail ')" 1 "one whose exits were others is a fail"
is "$(count ' irq/exit fail -$')" 1 "so is one without a figure"
is "$(count ' counter-ticks fail -$')" 1 "and a self-check that failed"
is "$(count ' mmio/read_4 pass ')" 1 "while the others pass"

sed '/ E bench=irq.exit /,$d' "$log" >"$tmp/console"
lava_fake
is "$rc $(verdict)" "1 fail" "an image that stops half-way fails the job"
is "$(count ' hvc/return pass ')" 1 "what was complete before is kept"
is "$(count ' irq/exit ')" 0 "and what was not has no result"

# A line of a serial port comes in pieces, and one may end within a figure.
cp "$log" "$tmp/console"
sed -i "s|^cat .*|head -c \"\$(($(grep -bo ' each=144 ' "$log" | head -n 1 | cut -d : -f 1) + 8))\" '$log'; sleep 1|" \
	"$tmp/bin/qemu-system-aarch64"
echo "tail -c \"+$(($(grep -bo ' each=144 ' "$log" | head -n 1 | cut -d : -f 1) + 9))\" '$log'" >>"$tmp/bin/qemu-system-aarch64"
lava_fake
is "$rc" 0 "a console that pauses within a figure is read to its end"
tap "and no figure is taken of which half has come" diff "$tmp/expected" "$tmp/cases"

trapline_in "$PATH" lava-job --suite "$suite_file" --out "$jobs" --method jtag
is "$rc" 2 "a method that there is not is refused: exit 2"
like "$stderr" 'have: qemu, minimal, u-boot' "with those that there are"
trapline_in "$PATH" lava-job --suite "$suite_file"
is "$rc" 2 "and so is a job without a place"
trapline_in "$PATH" lava-job --suite "$suite_file" --out "$jobs" --filter nothing/at_all
is "$rc" 2 "and a filter that leaves nothing"
trapline_in "$PATH" lava-job --suite "$suite_file" --out "$suite_file/jobs" --no-build
is "$rc" 3 "a place that cannot be is told: exit 3"
like "$stderr" 'lava.yaml/jobs: Not a directory' "by its name"

tap_done
