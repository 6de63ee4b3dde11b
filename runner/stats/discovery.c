/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/discovery.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

struct ranked {
	double p;
	size_t index;
};

static int compare_ranked(const void *left, const void *right)
{
	double a = ((const struct ranked *)left)->p;
	double b = ((const struct ranked *)right)->p;

	return (a > b) - (a < b);
}

int discovery_adjust(const double *p, size_t n, double *q)
{
	struct ranked *ranked;
	double least = 1;

	for (size_t i = 0; i < n; i++) {
		if (!(p[i] >= 0 && p[i] <= 1)) {
			return -EINVAL;
		}
	}
	if (n == 0) {
		return 0;
	}
	ranked = n > SIZE_MAX / sizeof(*ranked) ? NULL : malloc(n * sizeof(*ranked));
	if (ranked == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		ranked[i] = (struct ranked){ p[i], i };
	}
	qsort(ranked, n, sizeof(*ranked), compare_ranked);
	/* From the largest down, so that no p has a larger q than one above it. */
	for (size_t i = n; i-- > 0;) {
		/* The quotient is 1 for the largest: a q is never a digit below its p. */
		double adjusted = ranked[i].p * ((double)n / (double)(i + 1));

		least = adjusted < least ? adjusted : least;
		q[ranked[i].index] = least;
	}
	free(ranked);
	return 0;
}
