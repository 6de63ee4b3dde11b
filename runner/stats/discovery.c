/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/discovery.h"

#include <errno.h>
#include <stdlib.h>

#include "stats/sorted.h"

int discovery_adjust(const double *p, size_t n, double *q)
{
	struct sorted_item *sorted;
	double least = 1;

	for (size_t i = 0; i < n; i++) {
		if (!(p[i] >= 0 && p[i] <= 1)) {
			return -EINVAL;
		}
	}
	sorted = sorted_items(p, n);
	if (sorted == NULL) {
		return -ENOMEM;
	}
	/* From the largest down, so that no p has a larger q than one above it. */
	for (size_t i = n; i-- > 0;) {
		/* The quotient is 1 for the largest: a q is never a digit below its p. */
		double adjusted = sorted[i].value * ((double)n / (double)(i + 1));

		least = adjusted < least ? adjusted : least;
		q[sorted[i].index] = least;
	}
	free(sorted);
	return 0;
}
