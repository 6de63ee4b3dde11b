#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the image finds out about the machine before it measures, each check once well and once not; what
# is left out for want of something; floors, batches, cold caches, load, and the performance monitors.
#
# What tap runs looks like code that nobody calls.
# shellcheck disable=SC2317
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

elf=$(image_dir static)/bench.elf
red=$(image_dir static -red_checks)/bench.elf

# put FILE OFFSET: what comes on the standard input, there
put() { dd of="$1" bs=1 conv=notrunc status=none seek="$2"; }

# ask ELF FLAGS SAMPLES NAMES: to $tmp/asked.elf, with these parameters (wire/params.h). Without a
# seal they are taken as the build's own. FLAGS: 1 cold, 2 load.
ask()
{
	cp "$1" "$tmp/asked.elf"
	at=$(grep -abo TRAPLINE-PARAMS2 "$1" | cut -d: -f1)
	printf '%b' "\\0$(printf %o "$3")\\0\\0\\0" | put "$tmp/asked.elf" $((at + 20))
	printf '%b' "\\0$2\\0\\0\\0" | put "$tmp/asked.elf" $((at + 28))
	printf '%s' "$4" | put "$tmp/asked.elf" $((at + 32))
}

# field KEY LINE-PATTERN: of the first such line
field() { grep -a -- "$2" "$tmp/out" | head -n 1 | sed -n "s/.* $1=\([^ ]*\) .*/\1/p"; }
passes() { grep -q " K check=$1 ok=1 " "$tmp/out"; }
fails() { grep -q " K check=$1 ok=0 spoils=$2 why=$3 \*" "$tmp/out"; }
is_not_made() { ! grep -q " K check=$1 " "$tmp/out"; }
# value BENCH: of its samples, all equal
value() { grep -A1 " B bench=$1 " "$tmp/out" | sed -n 's/.* v=\([0-9]*\)x[0-9]* .*/\1/p'; }
failed_because() { grep -q " F bench=$1 why=$2 \*" "$tmp/out"; }
left_out() { grep -q " N bench=$1 why=$2 \*" "$tmp/out"; }
has_result() { grep -q " E bench=$1 n=[0-9]* .* dropped=0 bad=0 " "$tmp/out"; }

exact_checks="counter-ticks counter-is-untrapped empty-frame-is-constant timer-reaches-its-handler
	exact-clock-is-alone"
cntvct_checks="counter-ticks counter-is-untrapped empty-frame-is-constant step-is-fine-for-batches
	step-is-fine-for-one timer-reaches-its-handler"

for cpu in cortex-a57 neoverse-n1 max; do
	ask "$elf" 0 8 "hvc/return mmio/read_4"
	boot "$tmp/asked.elf" $cpu -smp 2
	for check in $exact_checks counter-is-monotonic; do
		tap "$cpu, exact: $check" passes "$check"
	done
	for check in step-is-fine-for-batches step-is-fine-for-one; do
		tap "$cpu, exact: not made: $check" is_not_made $check
	done
	tap "$cpu, exact: the monitors count the figure's instructions" \
		[ "$(field instructions ' P bench=hvc/return ')" = "$(value hvc/return)" ]
	tap "$cpu, exact: and most of them at EL2" \
		[ "$(field el2_instructions ' P bench=hvc/return ')" -gt $(($(value hvc/return) / 2)) ]
	tap "$cpu, exact: one operation a sample" silent_on " batch="
	value hvc/return >"$tmp/warm"
	value mmio/read_4 >>"$tmp/warm"
	ask "$elf" 1 8 "hvc/return mmio/read_4"
	boot "$tmp/asked.elf" $cpu
	value hvc/return >"$tmp/cold"
	value mmio/read_4 >>"$tmp/cold"
	tap "$cpu, exact, cold: the hello says so" says " cold=1 load=0 "
	tap "$cpu, exact, cold: the counts are those of a warm boot" cmp "$tmp/warm" "$tmp/cold"
done

clock=cntvct
ask "$elf" 0 8 "hvc/return irq/exit"
boot "$tmp/asked.elf" cortex-a57 -smp 2
for check in $cntvct_checks counter-is-monotonic; do
	tap "cntvct: $check" passes "$check"
done
tap "cntvct: not made: exact-clock-is-alone" is_not_made exact-clock-is-alone
tap "cntvct: the step is said" [ "$(field step ' H proto=')" -ge 1 ]
tap "cntvct: what can be repeated is" [ "$(field batch ' E bench=hvc/return ')" -gt 1 ]
tap "cntvct: with all the exits of a batch" \
	[ "$(field exits ' E bench=hvc/return ')" = "hypercall:$((8 * $(field batch ' E bench=hvc/return ')))" ]
tap "cntvct: what cannot is not" [ -z "$(field batch ' E bench=irq/exit ')" ]
tap "cntvct: monitors that count no instructions are not believed" silent_on " P bench="
ask "$elf" 1 2 "hvc/return irq/exit switch/world_entry"
boot "$tmp/asked.elf" cortex-a57
tap "cntvct, cold: every benchmark has a result" says " Z benches=3 failed=0 "
tap "cntvct, cold: one operation a sample" silent_on " batch="
ask "$elf" 2 8 hvc/return
boot "$tmp/asked.elf" cortex-a57 -smp 2
tap "cntvct, load: the hello says so" says " cold=0 load=1 "
tap "cntvct, load: there is a result" has_result hvc/return
boot "$tmp/asked.elf" cortex-a57 -smp 1
tap "load without a second CPU: left out" left_out hvc/return no_CPU_is_left_for_the_load
tap "one CPU: two are not compared" is_not_made counter-is-monotonic
ask "$elf" 2 8 "io/in io/out irq/ipi"
boot "$tmp/asked.elf" cortex-a57 -smp 3
tap "cntvct, load on a third CPU: an interrupt between two" has_result irq/ipi
tap "cntvct, load on a third CPU: a device on the second" has_result io/out
tap "cntvct, load on a third CPU: and its answer" has_result io/in
boot "$tmp/asked.elf" cortex-a57 -smp 2
tap "load without a third CPU: what is between two is left out" says " Z benches=3 failed=0 na=3 "
ask "$elf" 0 2 hvc/return
boot "$tmp/asked.elf" cortex-a57 -cpu cortex-a57,cntfrq=100000
tap "a counter of 100 kHz: implausible" fails counter-ticks '\*' CNTFRQ_EL0_says_100000_Hz
tap "a counter of 100 kHz: too coarse for one operation" \
	fails step-is-fine-for-one '[^ ]*irq/[^ ]*' 'a_null_hypercall_takes_[0-9]*_thousandths_of_a_step'
boot "$tmp/asked.elf" cortex-a57 -cpu cortex-a57,cntfrq=300
tap "a counter of 300 Hz: too coarse for any batch" fails step-is-fine-for-batches '\*' '[^ ]*'
clock=exact

ask "$elf" 2 2 hvc/return
boot "$tmp/asked.elf" cortex-a57 -smp 2
tap "exact, load: the clock counts both CPUs" fails exact-clock-is-alone '\*' 'instructions_of_[^ ]*'

ask "$red" 0 8 "needs/el3 needs/cpu_1 needs/gicv3 needs/inplace needs/vector prepare/refused \
floor/two floor/single floor/few floor/early floor/exit"
boot "$tmp/asked.elf" cortex-a57 -smp 2
tap "a guest with an exit between its stamps" \
	fails counter-is-untrapped '\*' a_guest_that_reads_it_exits
tap "empty frames of two lengths" fails empty-frame-is-constant '\*' empty_frames_differ
tap "a counter that is late on CPU 1" \
	fails counter-is-monotonic '[^ ]*needs/cpu_1[^ ]*' 'between_two_CPUs_it_went_back_[1-9][0-9]*_times'
tap "a timer whose interrupt is not enabled" fails timer-reaches-its-handler 'irq/\*,wfx/\*' \
	the_timer_runs_out_and_its_interrupt_does_not_come
tap "nothing else fails" [ "$(grep -c ' K .* ok=0 ' "$tmp/out")" -eq 4 ]
tap "no EL3: left out" left_out needs/el3 no_monitor_of_ours_at_EL3
tap "no call in the vector: left out" left_out needs/vector no_call_answered_in_the_vector_in_this_image
for need in cpu_1 gicv3 inplace; do
	tap "what needs $need has it" has_result "needs/$need"
done
tap "two are left out, and no failures" says " na=2 "
tap "a benchmark that cannot be prepared" failed_because prepare/refused nothing_could_be_prepared
tap "a floor of two instructions" [ "$(field floor ' E bench=floor/two ')" = 2 ]
tap "a floor of three, of what is done once" [ "$(field floor ' E bench=floor/single ')" = 3 ]
tap "a floor too few" failed_because floor/few payload_did_not_measure_all_of_its_floors
for floor in early exit; do
	tap "a floor that is none: $floor" failed_because "floor/$floor" payload_reported_a_floor_that_is_none
done
tap "without floors none is sent" [ -z "$(field floor ' E bench=needs/gicv3 ')" ]
boot "$tmp/asked.elf" cortex-a57 -smp 1
tap "no second CPU: left out" left_out needs/cpu_1 no_second_CPU
boot "$tmp/asked.elf" cortex-a57 -M virt,secure=on,virtualization=on,gic-version=3
tap "our monitor at EL3: measured" has_result needs/el3

tap_done
