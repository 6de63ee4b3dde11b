/* SPDX-License-Identifier: Apache-2.0 */
/* The middle of many values, without a C library, floating point or memory. */
#ifndef MEASURE_MEDIAN_H
#define MEASURE_MEDIAN_H

#include <stddef.h>
#include <stdint.h>

/* The two values in the middle; of an odd number, the one twice. */
struct median {
	uint64_t low;
	uint64_t high;
};

struct decimal {
	uint64_t whole;
	uint32_t thousandths; /* 0 to 999 */
};

/* Sorts @values. @n: at least 1. */
struct median median_find(uint64_t *values, size_t n);

/* The mean of both divided by @parts, 1 or more, to the nearest thousandth; the half goes up. */
struct decimal median_share(const struct median *median, uint32_t parts);

#endif
