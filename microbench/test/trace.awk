# SPDX-License-Identifier: Apache-2.0
# Holds the samples that an image sent against QEMU's trace of the instructions it executed.
#
# First file, lines of
#	stamp <payload|host> <pc>	the MRS of a stamp
#	counts <payload> <pc>		HVC, SMC, MSR: counts itself although it traps
#	start <pc>			runs once for each benchmark, before anything is timed
#	sync <pc>, irq <pc>		the guest's vectors for these
# Second file: the console. Third: the trace, "Trace 0: 0x... [.../<pc>/.../...]", a line each.
#
# FRAMES is how many empty frames come first. Prints TAP. A sample is right when it and the overhead are the instructions between its stamps. A
# load or store that aborts is begun but not executed, so it does not count.
FILENAME != last_file { last_file = FILENAME; part++ }

part == 1 && $1 == "stamp"	{ is_stamp[$2, $3] = 1 }
part == 1 && $1 == "counts"	{ counts[$2, $3] = 1 }
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

part == 2 && $1 == "#tl1" && $3 == "B" {
	n_benches++
	bench[n_benches] = field("bench")
# The guest of the self-checks comes before the first benchmark's.
part == 2 && $1 == "#tl1" && $3 == "K" && field("check") == "counter-is-untrapped" { now = -1 }
	payload[n_benches] = field("payload")
	warmup[n_benches] = field("warmup")
	is_irq[n_benches] = field("expect") ~ /^external_interrupt:/
}
part == 2 && $1 == "#tl1" && $3 == "S" {
	n = split(field("v"), items, ",")
	for (i = 1; i <= n; i++) {
		split(items[i], run, "x")
		for (k = 0; k < (run[2] == "" ? 1 : run[2]); k++) {
			sample[n_benches, n_samples[n_benches]++] = run[1]
		}
	}
}
part == 2 && $1 == "#tl1" && $3 == "E" { overhead[n_benches] = field("overhead") }

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
		now++
		stamps = pairs = 0
	} else if (pc == sync_pc && !((payload[now], last_pc) in counts)) {
		executed--
	} else if (pc == irq_pc) {
		irq_seen = 1
	}
	last_pc = pc
	if (((payload[now], pc) in is_stamp)) {
		on_stamp("guest")
	} else if (("host", pc) in is_stamp) {
		on_stamp("host")
	}
}

# Is the way from the last stamp to this one an interval? Empty frames have their stamps in pairs.
function is_interval(side)
{
	if (is_irq[now]) {
		return irq_seen
	}
	if (pairs < FRAMES || bench[now] !~ /^switch\/world_/) {
		return stamps % 2 == 0
	}
	return bench[now] ~ /entry$/ ? last_side == "host" && side == "guest" : \
		last_side == "guest" && side == "host"
}

function on_stamp(side)
{
	stamps++
	if (is_interval(side)) {
		measured[now, pairs++] = executed - last_executed
	}
	irq_seen = 0
	last_executed = executed
	last_side = side
}

function check(b, i, first, got, want)
{
	first = warmup[b] + (is_irq[b] ? 0 : FRAMES)
	if (n_samples[b] == 0) {
		return "no sample"
	}
	for (i = 0; i < FRAMES && !is_irq[b]; i++) {
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
