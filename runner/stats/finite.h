/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STATS_FINITE_H
#define STATS_FINITE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* No NaN and no infinity among them. */
static inline bool finite_all(const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(values[i])) {
			return false;
		}
	}
	return true;
}

#endif
