/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STATS_MEDIAN_H
#define STATS_MEDIAN_H

#include <stddef.h>

/* Changes the order of @values. @n is not 0, and none is a NaN. O(n). */
double median_in_place(double *values, size_t n);

#endif
