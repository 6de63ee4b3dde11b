/* SPDX-License-Identifier: Apache-2.0 */
/* Order statistics of one cell's samples. Definitions in docs/method.md, checked against
 * published values and an independent implementation. */
#ifndef STATS_STATS_H
#define STATS_STATS_H

#include <stddef.h>
#include <stdint.h>

struct stats_summary {
	size_t n;
	uint64_t min;
	double median; /* mean of the two middle samples when n is even */
	uint64_t p90;  /* nearest rank: the ceil(0.90 n)-th smallest, always a real sample */
	uint64_t p99;
	uint64_t max;
};

/* A copy of @samples in ascending order, which the caller frees; NULL: no memory. O(n). */
uint64_t *stats_sort(const uint64_t *samples, size_t n);

/* 0; -EINVAL when n is 0; -ENOMEM. @samples is not changed; *out only on 0. */
int stats_summarise(const uint64_t *samples, size_t n, struct stats_summary *out);

#endif
