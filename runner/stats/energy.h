/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much two neighbouring stretches of a series differ, by the energy distance:
 *
 *   m n / (m + n) (2 mean |x - y| - mean |x - x'| - mean |y - y'|)
 *
 * over m values x before a place and n values y after it. Source: Matteson and James 2014, equations 4 to 7,
 * with the exponent 1.
 */
#ifndef STATS_ENERGY_H
#define STATS_ENERGY_H

#include <stddef.h>

#include "stats/random.h"

struct energy_test {
	double p;   /* share of the permutations, and of the series itself, with a value as large */
	size_t end; /* the place before which the difference is largest: the stretch to split */
};

/**
 * energy_test - whether a series changes somewhere, by permutations
 * @min:   values on either side, at least; @n is at least twice that
 * @alpha: the test stops when p will be above it, and p is then what it was at that point
 *
 * For each permutation the largest difference over all places and ends. The values are put in at most 32
 * classes of as many values each, and of more than 64 values only some 64 places are looked at, closer
 * together near both ends: for the series and for its permutations alike, so the test keeps its level.
 * Means over all pairs, a value with itself included.
 *
 * Returns: 0; -ENOMEM
 */
int energy_test(const double *values, size_t n, size_t min, double alpha, size_t permutations,
		struct random *random, struct energy_test *out);

/**
 * energy_split - the place with the largest difference between the values before it and those from it
 *
 * Exact, over all places, and means over pairs of different values. A Fenwick tree by rank holds count and
 * sum of the values before the place: O(n log n). The first of several places that are as good.
 *
 * Returns: 0; -ENOMEM
 */
int energy_split(const double *values, size_t n, size_t min, size_t *at);

#endif
