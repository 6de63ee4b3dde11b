/* SPDX-License-Identifier: Apache-2.0 */
/* Where a series changed its level. */
#ifndef STATS_CHANGE_POINTS_H
#define STATS_CHANGE_POINTS_H

#include <stddef.h>
#include <stdint.h>

struct change_rules {
	size_t min_segment;  /* values between two change points, at least: 3; 2 or more */
	double alpha;        /* of the permutation test of each split: 0.01 */
	double effect;       /* smallest relative difference of the two segments' medians: 0.02 */
	size_t permutations; /* 199 */
	uint64_t seed;       /* the same series and rules give the same points */
};

struct change_point {
	size_t at;     /* the first value of the new level */
	double before; /* medians of the segments on both sides, as they are in the end */
	double after;
	double p;
};

/**
 * change_points_find - E-divisive with means of absolute differences (alpha 1), hierarchical
 * @out: *n_out points in the order of the series; caller frees
 *
 * A segment is split where the values before and those after, up to an end that is searched too, differ most
 * (energy_split()); the parts are then looked at in the same way. A split stands when a permutation test of
 * its segment, values shuffled, gives at most alpha (energy_test(): the same statistic in classes and at
 * chosen places, so that a shuffle costs O(n)). The test stops as soon as its p is sure to be above alpha.
 * At the end points whose segments' medians differ by less than effect go, the least first. A median of 0
 * differs from any other without end. O(n log n) for each split and O(n) for each of its permutations.
 *
 * Returns: 0; -EINVAL: a value is not finite, or rules that make no sense; -ENOMEM
 * Source: Matteson and James 2014
 */
int change_points_find(const double *values, size_t n, const struct change_rules *rules,
		       struct change_point **out, size_t *n_out);

#endif
