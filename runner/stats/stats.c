/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/stats.h"

#include <errno.h>
#include <stdlib.h>

/* By the @shift-th bits' byte, and equal ones as they were. */
static void sort_by_byte(const uint64_t *from, size_t n, unsigned shift, uint64_t *to)
{
	size_t starts[257] = { 0 };

	for (size_t i = 0; i < n; i++) {
		starts[(from[i] >> shift & 0xff) + 1]++;
	}
	for (size_t byte = 1; byte < 256; byte++) {
		starts[byte] += starts[byte - 1];
	}
	for (size_t i = 0; i < n; i++) {
		to[starts[from[i] >> shift & 0xff]++] = from[i];
	}
}

/* One pass for each byte that is not the same in all: samples of one cell differ in one or two. */
uint64_t *stats_sort(const uint64_t *samples, size_t n)
{
	uint64_t *sorted =
		n >= SIZE_MAX / sizeof(*sorted) ? NULL : malloc((n + 1) * sizeof(*sorted));
	uint64_t *spare = sorted == NULL ? NULL : malloc((n + 1) * sizeof(*spare));
	uint64_t differing = 0;

	if (spare == NULL) {
		free(sorted);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		sorted[i] = samples[i];
		differing |= samples[i] ^ samples[0];
	}
	for (unsigned shift = 0; shift < 64; shift += 8) {
		if ((differing >> shift & 0xff) != 0) {
			uint64_t *last = sorted;

			sort_by_byte(last, n, shift, spare);
			sorted = spare;
			spare = last;
		}
	}
	free(spare);
	return sorted;
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
	sorted = stats_sort(samples, n);
	if (sorted == NULL) {
		return -ENOMEM;
	}
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
