/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/median.h"

static void swap_doubles(double *a, double *b)
{
	double kept = *a;

	*a = *b;
	*b = kept;
}

/* Brings the @rank-th smallest, from 0, to its place, what is smaller before it and what is larger behind.
 * Source: Hoare 1961, "Algorithm 65: find" */
static double select_rank(double *values, size_t n, size_t rank)
{
	size_t first = 0;
	size_t last = n - 1;

	while (first < last) {
		double pivot = values[first + (last - first) / 2];
		size_t low = first;
		size_t high =
			last + 1; /* one more than is looked at, so that it never is below 0 */

		while (low < high) {
			if (values[low] < pivot) {
				low++;
			} else if (pivot < values[high - 1]) {
				high--;
			} else {
				swap_doubles(&values[low++], &values[--high]);
			}
		}
		/* Between them is nothing but the pivot. */
		if (rank < high) {
			last = high - 1;
		} else if (rank >= low) {
			first = low;
		} else {
			break;
		}
	}
	return values[rank];
}

double median_in_place(double *values, size_t n)
{
	double high = select_rank(values, n, n / 2);
	double low = high;

	/* Of an even number: the largest of the smaller ones. */
	for (size_t i = 0; n % 2 == 0 && i < n / 2; i++) {
		low = i == 0 || values[i] > low ? values[i] : low;
	}
	return low + (high - low) / 2;
}
