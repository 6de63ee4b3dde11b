#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A console that is there before and after a boot may have kept what another one said, and one capture may be
# given twice: neither is a boot more.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

export TRAPLINE_LOCKS="$tmp/locks"
mkdir "$TRAPLINE_LOCKS"

# A tree of links in which the board is reached over a console; its images are those of this tree.
here=$PWD
tree=$tmp/tree
mkdir -p "$tree/microbench/boards/qemu-virt-gicv3"
for path in "$here"/*; do
	case ${path##*/} in
	microbench | results) ;;
	*) ln -s "$path" "$tree/" ;;
	esac
done
for path in "$here"/microbench/*; do
	[ "${path##*/}" = boards ] || ln -s "$path" "$tree/microbench/"
done
ln -s "$here/microbench/boards/board.h" "$tree/microbench/boards/"
board=$tree/microbench/boards/qemu-virt-gicv3
cp microbench/boards/qemu-virt-gicv3/board.[cm]* "$board"
cat >"$board/board.yaml" <<END
summary: a board behind a console that keeps what it heard
target: command
image: elf
cpus: [cortex-a57]
console: [sh, $tmp/console]
load: [cp, "{image}", $tmp/loaded.elf]
reset: [touch, $tmp/was-reset]
END
qemu="qemu-system-aarch64 -M virt,virtualization=on,gic-version=3 -cpu cortex-a57 -smp 2 -m 512M \
-display none -monitor none -serial stdio -nic none -semihosting-config enable=on,target=native"
echo "$qemu -kernel $tmp/loaded.elf | tee $tmp/kept; sleep 9" >"$tmp/console"
suite kept 'clock: cntvct' 'hal: [static]' 'benchmarks: [hvc/return, smc/return]' 'samples: 16' 'timeout_s: 8'
measure_here() { trapline_in "$PATH" run --no-build --out "$out" --suite "$suite_file"; }

measure_here
is "$rc" 0 "a board behind a console is measured"
first=$(readlink -f "$out/latest")
log=$(ls "$first"/logs/*.log)
tap "its image says the nonce of this boot" grep -aq ' nonce=0x[89a-f][0-9a-f]\{7\} \*' "$log"

echo "sleep 1; cat $tmp/kept; sleep 9" >"$tmp/console"
measure_here
is "$rc" 3 "a console that says again what it kept: exit 3"
like "$stderr" 'records of another boot of this image' "and why"
like "$stdout" '[^0-9]0 measured' "nothing of it is taken"

trapline_in "$PATH" import --out "$tmp/imported" "$log"
is "$rc" 0 "the log of the boot is imported"
trapline_in "$PATH" import --out "$tmp/imported" "$log" "$log"
is "$rc" 3 "twice: exit 3"
like "$stderr" 'one boot is not two' "and why"
like "$stdout" '[^0-9]2 measured' "once it is taken"

# Of an image that was given no nonce.
$qemu -kernel "$here/build/image/qemu-virt-gicv3/gcc-static-lazy/bench.elf" >"$tmp/bare.cap" &
pid=$!
for _ in $(seq 200); do
	if grep -aq 'bench=io/in n=' "$tmp/bare.cap"; then break; fi
	sleep 0.05
done
kill "$pid"
wait "$pid" 2>/dev/null
trapline_in "$PATH" import --out "$tmp/imported" "$tmp/bare.cap" "$tmp/bare.cap"
like "$stderr" 'its samples are those of .*: one boot is not two' "without a nonce its samples tell"
trapline_in "$PATH" import --out "$tmp/imported" "$tmp/bare.cap"
unlike "$stderr" 'is not two' "once there is nothing to tell"

tap_done
