/* SPDX-License-Identifier: Apache-2.0 */
/* Finite values in ascending order. */
#ifndef STATS_SORTED_H
#define STATS_SORTED_H

#include <stddef.h>

struct sorted_item {
	double value;
	size_t index; /* where it was */
};

/* Items of all @n values; the caller frees them. NULL: no memory. */
struct sorted_item *sorted_items(const double *values, size_t n);
void sorted_in_place(double *values, size_t n);

#endif
