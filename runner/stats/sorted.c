/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/sorted.h"

#include <stdlib.h>

static int compare_doubles(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

static int compare_items(const void *left, const void *right)
{
	return compare_doubles(&((const struct sorted_item *)left)->value,
			       &((const struct sorted_item *)right)->value);
}

struct sorted_item *sorted_items(const double *values, size_t n)
{
	struct sorted_item *items = calloc(n + 1, sizeof(*items));

	if (items == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		items[i] = (struct sorted_item){ values[i], i };
	}
	qsort(items, n, sizeof(*items), compare_items);
	return items;
}

void sorted_in_place(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare_doubles);
}
