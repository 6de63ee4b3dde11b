# SPDX-License-Identifier: Apache-2.0
#
# usage: awk -v seed=N -f random.awk -f PROGRAM ...
#
# An order that only the seed decides.

# Park and Miller's generator: each step fits in a double, so that every awk gives the same.
function random(below)
{
	state = state * 16807 % 2147483647
	return int(state / 2147483647 * below)
}

function shuffle(list, n,	i, k, item)
{
	for (i = n; i > 1; i--) {
		k = 1 + random(i)
		item = list[i]
		list[i] = list[k]
		list[k] = item
	}
}

BEGIN {
	state = 1 + seed % 2147483646
	for (warmup = 0; warmup < 10; warmup++) { # seeds beside each other begin alike
		random(1)
	}
}
