# SPDX-License-Identifier: Apache-2.0
# Holds the samples that an image sent against QEMU's trace of the instructions it executed.
#
# First file, lines of
#	stamp <payload|host> <pc>	the MRS of a stamp
#	counts <payload> <pc>		HVC, SMC, MSR, MRS, WFI, FMOV: counts itself although it traps
#	wakes <payload|host> <pc>	WFI: time jumps to the next timer behind it
#	start <pc>			runs for each guest, before anything is timed
#	sync <pc>, irq <pc>		the guest's vectors for these
# Second file: the console. Third: the trace, "Trace 0: 0x... [.../<pc>/.../...]", a line each.
#
# FRAMES is how many empty frames come first, STORM how many interrupts are in a storm, DELAY in how many
# ticks a timer is due. Prints TAP. A sample is right when it and the overhead are the instructions between
# its stamps. A load or store that aborts is begun but not executed, so it does not count.
FILENAME != last_file { last_file = FILENAME; part++ }

part == 1 && $1 == "stamp"	{ is_stamp[$2, $3] = 1 }
part == 1 && $1 == "counts"	{ counts[$2, $3] = 1 }
part == 1 && $1 == "wakes"	{ wakes[$2, $3] = 1 }
part == 1 && $1 == "start"	{ start_pc = $2 }
part == 1 && $1 == "sync"	{ sync_pc = $2 }
part == 1 && $1 == "irq"	{ irq_pc = $2 }

function field(key, i, parts)
{
	for (i = 4; i <= NF; i++) {
		split($i, parts, "=")
		if (parts[1] == key) {
			return parts[2]
		}
	}
}

# The guest of the self-checks comes before the first benchmark's.
part == 2 && $1 == "#tl1" && $3 == "K" && field("check") == "counter-is-untrapped" { now = -1 }
part == 2 && $1 == "#tl1" && $3 == "B" {
	n_benches++
	bench[n_benches] = field("bench")
	payload[n_benches] = field("payload")
	warmup[n_benches] = field("warmup")
	kind[n_benches] = kind_of(field("bench"))
}
# Where a benchmark's intervals are, behind the empty frames, which are pairs of stamps:
#	pair	from each odd stamp to the next
#	due	the same, but the first stamp sets a timer, and DELAY begins the interval
#	gap	to a stamp of the guest, from the last one before the interrupt
#	entry	from a stamp of the host to one of the guest
#	timer	the same, DELAY behind the host's
#	exit	from a stamp of the guest to one of the host
#	switch	from a guest's last stamp before it goes to the other's first
#	storm	between all stamps of the guest but the first of each storm
#	wake	from where a WFI ended
function kind_of(bench)
{
	if (bench == "irq/exit") {
		return "gap"
	}
	if (bench == "irq/vtimer" || bench == "irq/passthrough") {
		return "due"
	}
	if (bench ~ /^switch\/world_/) {
		return substr(bench, 14)
	}
	if (bench == "switch/vcpu" || bench == "switch/vm") {
		return "switch"
	}
	if (bench ~ /wfi$|wfi_vtimer$/) {
		return "wake"
	}
	return bench == "irq/storm" ? "storm" : bench == "irq/inject" ? "timer" : "pair"
}

part == 2 && $1 == "#tl1" && $3 == "S" {
	if (field("z") != "") {
		print "# compact samples, which this does not read: " $0
		failed = 1
	}
	n = split(field("v"), items, ",")
	for (i = 1; i <= n; i++) {
		split(items[i], run, "x")
		for (k = 0; k < (run[2] == "" ? 1 : run[2]); k++) {
			sample[n_benches, n_samples[n_benches]++] = run[1]
		}
	}
}
part == 2 && $1 == "#tl1" && $3 == "E" {
	overhead[n_benches] = field("overhead")
	n_frames[n_benches] = FRAMES * (field("floor") == "" ? 1 : 2)
}

# A line is printed when an instruction is about to begin; "Stopped execution ... before" takes the last
# one back, and it comes again. So each is taken only when the next line is seen.
part == 3 && $1 == "Stopped"	{ pc = ""; next }
part == 3 {
	if (pc != "") {
		execute(pc)
	}
	split($4, place, "/")
	pc = place[2]
}

function execute(pc)
{
	executed++
	if (pc == start_pc) {
		start()
	} else if (pc == sync_pc && !((payload[now], last_pc) in counts)) {
		executed--
	} else if (pc == irq_pc) {
		irq_seen = 1
	} else if ((payload[now], pc) in wakes || ("host", pc) in wakes) {
		woken = executed
	}
	last_pc = pc
	if (((payload[now], pc) in is_stamp)) {
		on_stamp("guest")
	} else if (("host", pc) in is_stamp) {
		on_stamp("host")
	}
}

# A benchmark may have a second guest, which it starts behind its empty frames.
function start()
{
	if (bench[now] != "switch/vm" || pairs != FRAMES) {
		now++
		stamps = pairs = guest_stamps = 0
	}
}

# Is the way from the last stamp to this one an interval?
function is_interval(side, k)
{
	k = kind[now]
	if (k == "gap") {
		return irq_seen
	}
	if (pairs < FRAMES || k == "pair" || k == "due") {
		return stamps % 2 == 0
	}
	if (k == "entry" || k == "timer") {
		return last_side == "host" && side == "guest"
	}
	if (k == "exit") {
		return last_side == "guest" && side == "host"
	}
	if (k == "switch") {
		return guest_stamps > 4 && guest_stamps % 2 == 1
	}
	return side == "guest" && (k == "wake" ? guest_stamps % 2 == 0 : guest_stamps % STORM != 1)
}

# How long it was, by the instructions in it.
function interval()
{
	if (pairs >= FRAMES && kind[now] == "wake") {
		return executed - woken
	}
	return executed - last_executed - (pairs >= FRAMES && kind[now] ~ /^(due|timer)$/ ? DELAY : 0)
}

function on_stamp(side, ticks)
{
	stamps++
	if (side == "guest") {
		guest_stamps++
	}
	if (is_interval(side)) {
		ticks = interval()
		measured[now, pairs++] = ticks
	}
	irq_seen = 0
	last_executed = executed
	last_side = side
}

function check(b, i, first, got, want)
{
	first = warmup[b] + (kind[b] == "gap" ? 0 : n_frames[b])
	if (n_samples[b] == 0) {
		return "no sample"
	}
	for (i = 0; i < FRAMES && kind[b] != "gap"; i++) {
		if (measured[b, i] != overhead[b]) {
			return "empty frame " i ": trace " measured[b, i] ", overhead " overhead[b]
		}
	}
	for (i = 0; i < n_samples[b]; i++) {
		got = sample[b, i] + overhead[b]
		want = measured[b, first + i]
		if (got != want) {
			return "sample " i " with overhead: " got ", trace: " want
		}
	}
	return ""
}

END {
	for (b = 1; b <= n_benches; b++) {
		why = check(b)
		if (why != "") {
			failed = 1
		}
		printf "%sok %d - %s: %d samples of %s equal the trace%s%s\n", why == "" ? "" : "not ",
			tap_n + b, bench[b], n_samples[b], title, why == "" ? "" : "\n# ", why
	}
	if (n_benches == 0) {
		failed = 1
		print "not ok " tap_n + 1 " - the image measured something"
	}
	exit failed
}
