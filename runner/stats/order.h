/* SPDX-License-Identifier: Apache-2.0 */
/* What n samples say about a quantile, whatever they are distributed like. */
#ifndef STATS_ORDER_H
#define STATS_ORDER_H

#include <stdbool.h>
#include <stddef.h>

struct order_interval {
	size_t low;  /* ranks from 1: the interval is from the low-th to the high-th smallest */
	size_t high; /* at most n - 1: never the maximum */
	double coverage;
};

/**
 * order_interval_find - ranks between which the @percent-th percentile lies with @confidence
 *
 * From the binomial distribution, with each tail at most half of what @confidence leaves.
 *
 * Returns: false when n samples are too few
 * Source: Hahn and Meeker, "Statistical Intervals", distribution-free intervals
 */
bool order_interval_find(size_t n, unsigned percent, double confidence, struct order_interval *out);

#endif
