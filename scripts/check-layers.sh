#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/check-layers.sh [TREE]
#
# Who may include whom, and that no variant hides behind a preprocessor conditional. Prints each
# violation as file:line: what is wrong (what would be right); exit 1 if there is one.
set -eu
cd "${1:-$(dirname "$0")/..}"

files=$(find vcpu microbench guest-payloads runner -type f \
	\( -name '*.[chS]' -o -name '*.def' -o -name '*.inc' \) 2>/dev/null | sort)

printf '%s\n' "$files" | awk '
BEGIN {
	# What the sources of a folder may include: the first row whose folder holds the file counts.
	# A test may include whatever its whole top folder may, and is hosted.
	row("vcpu/core/",       "vcpu/core/ vcpu/include/ vcpu/hal/")
	row("vcpu/include/",    "vcpu/include/ vcpu/hal/ vcpu/aarch64/seam/")
	row("vcpu/",            "vcpu/")
	row("microbench/wire/", "microbench/wire/")
	row("microbench/test/unit/", "microbench/ vcpu/")
	# Guests that misbehave are payloads, though no product holds them.
	row("microbench/test/", "microbench/ vcpu/include/ guest-payloads/lib/")
	row("microbench/",      "microbench/ vcpu/include/")
	row("guest-payloads/",  "guest-payloads/ vcpu/include/ microbench/wire/")
	row("runner/stats/",    "runner/stats/")
	row("runner/store/",    "runner/store/ runner/stats/")
	row("runner/config/",   "runner/config/ microbench/wire/")
	row("runner/ingest/",   "runner/ingest/ microbench/wire/")
	row("runner/target/",   "runner/target/ microbench/wire/")
	row("runner/gate/",     "runner/gate/ runner/config/ runner/store/ runner/stats/")
	row("runner/session/",  "runner/session/ runner/config/ runner/ingest/ runner/store/ " \
		"runner/target/ runner/version.h microbench/wire/")
	row("runner/history/",  "runner/history/ runner/gate/ runner/report/ runner/store/ runner/stats/")
	row("runner/report/",   "runner/report/ runner/gate/ runner/history/ runner/session/ " \
		"runner/store/ runner/target/")
	row("runner/lab/",      "runner/lab/ runner/config/ runner/gate/ runner/ingest/ runner/session/ " \
		"runner/store/ runner/stats/ runner/target/ microbench/wire/")
	row("runner/selftest/", "runner/selftest/ runner/config/ runner/gate/ runner/report/ " \
		"runner/session/ runner/store/ runner/stats/")
	# runner/cmd and the tests: everything.
	row("runner/",          "runner/ microbench/wire/")

	# C11, 4p6: what a compiler has without a C library.
	words(freestanding, "float.h iso646.h limits.h stdalign.h stdarg.h stdbool.h stddef.h " \
		"stdint.h stdnoreturn.h")
	# Written by the build, or, hal_host.h, by whoever embeds libvcpu.
	words(outside, "asm_offsets.h identity.h hal_host.h")
}

function row(folder, allowed)
{
	folders[++n_rows] = folder
	allows[folder] = allowed
}

function words(set, text,	parts, n, i)
{
	n = split(text, parts, " ")
	for (i = 1; i <= n; i++) {
		set[parts[i]] = 1
	}
}

function complain(text)
{
	print file ":" line_no ": " text
	bad = 1
}

function zone_of(path,	i)
{
	for (i = 1; i <= n_rows; i++) {
		if (index(path, folders[i]) == 1) {
			return folders[i]
		}
	}
}

function is_allowed(target,	parts, n, i)
{
	n = split(allows[zone], parts, " ")
	for (i = 1; i <= n; i++) {
		if (index(target, parts[i]) == 1) {
			return 1
		}
	}
	return 0
}

# By the tail of the path, so that no list of -I options has to be repeated here.
function check_include(line,	name, angle, i, target, n, tail)
{
	angle = line ~ /</
	name = line
	sub(/^[^<"]*[<"]/, "", name)
	sub(/[>"].*$/, "", name)
	if (name ~ /(^|\/)\.\.\//) {
		complain("includes " name " (name it from its include root, without ..)")
		return
	}
	if (name in outside || (angle && name in freestanding)) {
		return
	}
	n = 0
	tail = "/" name
	for (i = 1; i <= n_files; i++) {
		if (substr(paths[i], length(paths[i]) - length(tail) + 1) == tail) {
			n++
			target = paths[i]
			if (is_allowed(target)) {
				return
			}
		}
	}
	# <time.h> is the system header, even if a folder of ours has a time.h.
	if (hosted && angle && name !~ /^vcpu\//) {
		return
	}
	if (n > 0) {
		complain("includes " target " (" zone " may include " allows[zone] ")")
	} else if (!hosted) {
		complain("includes " name ", which is not ours (" zone \
			" is freestanding: it has no C library)")
	} else if (!angle) {
		complain("includes " name ", which is not in this tree (<" name "> for a system header)")
	}
}

# A header guard, a default in a .def, or what the assembler must not see.
function is_allowed_conditional(line, next_line, is_first,	name)
{
	if (line ~ /__ASSEMBLER__/) {
		return 1
	}
	if (line !~ /^#[ \t]*ifndef/) {
		return 0
	}
	name = line
	sub(/^#[ \t]*ifndef[ \t]+/, "", name)
	sub(/[ \t].*$/, "", name)
	sub(/^#[ \t]*define[ \t]+/, "", next_line)
	sub(/[ \t(].*$/, "", next_line)
	return name == next_line && (file ~ /\.def$/ || (file ~ /\.h$/ && is_first))
}

function check_file(	n, i, seen, lines)
{
	zone = zone_of(file)
	hosted = zone ~ /^runner\// || file ~ /\/test\//
	if (hosted && zone ~ /^vcpu/) {
		zone = "vcpu/"
	}
	n = 0
	while ((getline lines[n + 1] < file) > 0) {
		n++
	}
	close(file)
	seen = 0
	for (i = 1; i <= n; i++) {
		line_no = i
		if (lines[i] ~ /^[ \t]*#[ \t]*include[ \t]*[<"]/) {
			check_include(lines[i])
		} else if (lines[i] ~ /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif)[^a-z]/) {
			if (!is_allowed_conditional(lines[i], lines[i + 1], !seen)) {
				complain("preprocessor conditional (a variant is a file that make picks)")
			}
			seen = 1
		}
		if (zone == "vcpu/core/" && lines[i] ~ /(^|[^A-Za-z0-9_])(asm|__asm|__asm__)([^A-Za-z0-9_]|$)/) {
			complain("assembly in the core (it belongs to vcpu/aarch64)")
		}
	}
	if (file ~ /^vcpu\/core\/.*\.S$/) {
		line_no = 1
		complain("assembly in the core (it belongs to vcpu/aarch64)")
	}
}

NF { paths[++n_files] = $0 }

END {
	if (n_files == 0) {
		print "check-layers: no sources here"
		exit 1
	}
	for (f = 1; f <= n_files; f++) {
		file = paths[f]
		check_file()
	}
	exit bad
}'
