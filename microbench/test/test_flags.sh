#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a set of flags is to make an image of is in it, runs, and does what it is for.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

# fact IMAGE WHAT: a number of its manifest
fact() { sed -n "s/^code_$2=//p" "$1/manifest"; }

plain=$(image_dir static)
protected=$(image_dir static +stack-protector-smash)

boot "$protected/bench.elf" cortex-a57
tap "a stack that is smashed ends in a panic" exits 70
tap "that says so" says "trapline: PANIC: stack smashed: a function's canary has changed"
tap "there are functions with a canary" [ "$(fact "$protected" canary_checks)" -gt 0 ]
tap "and none without the set" [ "$(fact "$plain" canary_checks)" -eq 0 ]

# Hints, on a CPU that has neither and on one that has both.
signed=$(image_dir static +branch-protection)
for cpu in cortex-a57 max; do
	boot "$signed/bench.elf" $cpu
	tap "$cpu: signed return addresses and landing pads: it runs to its end" exits 0
	tap "$cpu: with results" says " E bench=hvc/return n=64 "
	tap "$cpu: and no failure" silent_on " F bench="
done
tap "return addresses are signed" [ "$(fact "$signed" signed_returns)" -gt 0 ]
tap "and there are landing pads" [ "$(fact "$signed" landing_pads)" -gt 0 ]

run make -s image FLAGS=-O9
tap "make knows no other set" says "unknown FLAGS '-O9'; have: "
run env FLAGS=-Os make -s -n image
tap "the environment has no say in it" silent_on "+Os"

tap_done
