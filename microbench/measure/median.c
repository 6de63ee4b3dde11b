/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/median.h"

/* Restores the heap below @at: no value is smaller than the two below it. */
static void sift_down(uint64_t *values, size_t at, size_t n)
{
	for (;;) {
		size_t child = 2 * at + 1;
		uint64_t value = values[at];

		if (child >= n) {
			return;
		}
		if (child + 1 < n && values[child + 1] > values[child]) {
			child++;
		}
		if (values[child] <= value) {
			return;
		}
		values[at] = values[child];
		values[child] = value;
		at = child;
	}
}

/* Heap sort: no recursion, no memory, and no bad case. */
static void sort(uint64_t *values, size_t n)
{
	for (size_t at = n / 2; at > 0; at--) {
		sift_down(values, at - 1, n);
	}
	while (n > 1) {
		uint64_t largest = values[0];

		n--;
		values[0] = values[n];
		values[n] = largest;
		sift_down(values, 0, n);
	}
}

struct median median_find(uint64_t *values, size_t n)
{
	sort(values, n);
	return (struct median){ .low = values[(n - 1) / 2], .high = values[n / 2] };
}

struct decimal median_share(const struct median *median, uint32_t parts)
{
	/* (low + high) / 2 / parts, and low + high may have 65 bits: what is whole is divided off
	 * each by itself. */
	const uint64_t divisor = 2 * (uint64_t)parts;
	const uint64_t distance = median->high - median->low;
	uint64_t whole = median->low / parts + distance / divisor;
	uint64_t rest = 2 * (median->low % parts) + distance % divisor;
	uint64_t thousandths;

	whole += rest / divisor;
	rest %= divisor;
	thousandths = (1000 * rest + parts) / divisor; /* + parts: half of the divisor */
	return (struct decimal){
		.whole = whole + thousandths / 1000,
		.thousandths = (uint32_t)(thousandths % 1000),
	};
}
