# SPDX-License-Identifier: Apache-2.0
#
# usage: awk -v seed=N -f random.awk -f lines.awk
#
# Its lines in a random order.
{ lines[NR] = $0 }

END {
	shuffle(lines, NR)
	for (i = 1; i <= NR; i++) {
		print lines[i]
	}
}
