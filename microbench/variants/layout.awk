# SPDX-License-Identifier: Apache-2.0
#
# usage: awk -v seed=N -f random.awk -f layout.awk MAP SCRIPT
#
# The linker script SCRIPT with the functions in a random order: the sections that MAP, of a link in make's
# order, says are in the image, shuffled and padded, and a pad before constants and data.

# Whole instructions, less than four cache lines of 64 bytes.
function pad()
{
	return 4 * random(64)
}

FNR == 1 { n_files++ }

# Before this, what the linker has left out.
n_files == 1 && /^Linker script and memory map/ { is_kept = 1 }

n_files == 1 && is_kept && /^ \.text\.[A-Za-z0-9_.$]+( |$)/ && $1 != ".text.boot" && !($1 in known) {
	known[$1] = 1
	sections[++n] = $1
}

n_files == 1 { next }

{ print }

/^ *\.(rodata|data|bss) .*:.*[{]/ { print "  . += " pad() ";" }

/KEEP\(\*\(\.text\.boot\)\)/ {
	is_found = 1
	shuffle(sections, n)
	for (i = 1; i <= n; i++) {
		print "  . += " pad() "; *(" sections[i] ")"
	}
}

END {
	if (n == 0 || !is_found) {
		print "layout.awk: no functions in the map, or no .text.boot in the script" > "/dev/stderr"
		exit 1
	}
}
