# SPDX-License-Identifier: Apache-2.0
# From cells (scripts/trap-costs), docs/peers.tsv and docs/trap-costs.in.md to docs/trap-costs.md.
#
# A marker is a line of its own: @TOOLS@, @PRICES@, @VECTORS@. The rest of the text passes unchanged.

BEGIN {
	FS = "\t"
	HOME = "qemu-virt-gicv3"
}

# Where a figure is taken from when the board has none: the first other board, then other vectors.
function figure(suite, benchmark, cpu, compiler,	i, k, at, last) {
	at = value[suite, benchmark, HOME, cpu, compiler, "plain"]
	if (at != "" && at != "n/a") return at
	last = at
	for (i = 1; i <= n_boards; i++) {
		at = value[suite, benchmark, boards[i], cpu, compiler, "plain"]
		if (at != "" && at != "n/a") {
			from[benchmark] = boards[i]
			return at
		}
	}
	at = value["costs-null-call", benchmark, HOME, cpu, compiler, "null-call"]
	if (suite == "costs" && at != "" && at != "n/a") {
		from[benchmark] = "VECTORS=null-call"
		return at
	}
	return last != "" ? last : "–"
}

function both(a, b) { return a == b ? a : a " / " b }

function sort_names(names, n,	i, j, t) {
	for (i = 2; i <= n; i++) {
		t = names[i]
		for (j = i - 1; j >= 1 && names[j] > t; j--) names[j + 1] = names[j]
		names[j + 1] = t
	}
}

function put_prices(	i, j, b, line, note) {
	line = "| benchmark | cortex-a57 | neoverse-n1 | clang | floor | eager, table |"
	for (j = 2; j <= n_peers; j++) line = line " " peer[j] " |"
	print line
	gsub(/[^|]+/, "---", line)
	print line
	for (i = 1; i <= n_names; i++) {
		b = names[i]
		line = figure("costs", b, "cortex-a57", "gcc")
		note = b in from ? " (1)" : ""
		line = "| `" b "`" note " | " line " | " figure("costs", b, "neoverse-n1", "gcc") \
			" | " both(figure("costs", b, "cortex-a57", "clang"), \
				   figure("costs", b, "neoverse-n1", "clang")) \
			" | " (b in floor ? floor[b] : "–") \
			" | " figure("costs-seeds", b, "cortex-a57", "gcc") " |"
		for (j = 2; j <= n_peers; j++) line = line " " (theirs[b, j] != "" ? theirs[b, j] : "–") " |"
		print line
	}
	note = ""
	for (i = 1; i <= n_names; i++)
		if (names[i] in from) note = note (note == "" ? "" : ", ") "`" names[i] "` " from[names[i]]
	if (note != "") print "\n(1) Not of `" HOME "` with the usual vectors: " note "."
}

function difference(plain, other) {
	if (other == "" || other == "n/a" || other == "missing" || plain == "" || plain == "n/a" ||
	    plain == "missing")
		return other != "" ? other : "–"
	if (other ~ /^~/ || plain ~ /^~/) return other
	return other == plain ? "0" : sprintf("%+g", other - plain)
}

function put_vectors(	i, j, line, plain, has_any, n) {
	line = "| benchmark | plain |"
	for (j = 1; j <= n_sets; j++) if (sets[j] != "plain") line = line " " sets[j] " |"
	print line
	gsub(/[^|]+/, "---", line)
	print line
	for (i = 1; i <= n_names; i++) {
		plain = value["mitigations", names[i], HOME, "cortex-a57", "gcc", "plain"]
		has_any = 0
		line = "| `" names[i] "` | " (plain != "" ? plain : "–") " |"
		for (j = 1; j <= n_sets; j++) {
			if (sets[j] == "plain") continue
			n = difference(plain, value["mitigations", names[i], HOME, "cortex-a57", "gcc", sets[j]])
			has_any = has_any || (n != "0" && n != "–" && n != "n/a")
			line = line " " n " |"
		}
		if (has_any) print line
	}
}

FNR == 1 { file++ }

# suite benchmark board cpu compiler switch vectors status median floor
file == 1 {
	value[$1, $2, $3, $4, $5, $7] = $8 == "ok" ? $9 : $8 == "not_applicable" ? "n/a" : "missing"
	if (!($2 in known)) { known[$2] = 1; names[++n_names] = $2 }
	if (!($3 in known_board) && $3 != HOME) { known_board[$3] = 1; boards[++n_boards] = $3 }
	if (!($7 in known_set)) { known_set[$7] = 1; sets[++n_sets] = $7 }
	if ($1 == "costs" && $10 != "-" && !($2 in floor)) floor[$2] = $10
	next
}
file == 2 && /^#/ { next }
file == 2 && n_peers == 0 { n_peers = split($0, peer, FS); next }
file == 2 {
	if (!($1 in known)) { known[$1] = 1; names[++n_names] = $1 }
	for (j = 2; j <= NF; j++) theirs[$1, j] = $j
	next
}
file == 3 && FNR == 1 { sort_names(names, n_names); sort_names(boards, n_boards); sort_names(sets, n_sets) }
$0 == "@TOOLS@" { print tools; next }
$0 == "@PRICES@" { put_prices(); next }
$0 == "@VECTORS@" { put_vectors(); next }
{ print }
