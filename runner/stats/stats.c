/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/stats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_u64(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* The ceil(percent n / 100)-th smallest of @sorted, in integers: 0.9 * 10 in binary floating point
 * may come out above 9, and its ceiling is then 10. */
static uint64_t nearest_rank(const uint64_t *sorted, size_t n, size_t percent)
{
	/* n / 100 first, so that nothing overflows. */
	size_t rank = n / 100 * percent + (n % 100 * percent + 99) / 100;

	return sorted[rank - 1];
}

static double find_median(const uint64_t *sorted, size_t n)
{
	uint64_t low = sorted[(n - 1) / 2];
	uint64_t distance = sorted[n / 2] - low;
	/* The sum of both may not fit in 64 bits; this way it is exact up to 2^53. */
	uint64_t middle = low + distance / 2;

	return (double)middle + (distance % 2 == 0 ? 0.0 : 0.5);
}

int stats_summarise(const uint64_t *samples, size_t n, struct stats_summary *out)
{
	uint64_t *sorted;

	if (n == 0) {
		return -EINVAL;
	}
	if (n > SIZE_MAX / sizeof(*sorted)) {
		return -ENOMEM;
	}
	sorted = malloc(n * sizeof(*sorted));
	if (sorted == NULL) {
		return -ENOMEM;
	}
	memcpy(sorted, samples, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_u64);
	*out = (struct stats_summary){
		.n = n,
		.min = sorted[0],
		.median = find_median(sorted, n),
		.p90 = nearest_rank(sorted, n, 90),
		.p99 = nearest_rank(sorted, n, 99),
		.max = sorted[n - 1],
	};
	free(sorted);
	return 0;
}
