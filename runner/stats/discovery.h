/* SPDX-License-Identifier: Apache-2.0 */
/* Many tests at once: the false discovery rate. */
#ifndef STATS_DISCOVERY_H
#define STATS_DISCOVERY_H

#include <stddef.h>

/**
 * discovery_adjust - the smallest false discovery rate at which each test is a discovery
 * @p: n values in 0..1
 * @q: n values out; may be @p
 *
 * Returns: 0; -EINVAL: a p is a NaN or outside 0..1; -ENOMEM
 * Source: Benjamini and Hochberg 1995
 */
int discovery_adjust(const double *p, size_t n, double *q);

#endif
