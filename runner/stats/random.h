/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that look random and are the same for the same seed, everywhere. */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state; /* the seed; any value */
};

uint64_t random_next(struct random *random); /* SplitMix64. Source: Steele, Lea and Flood 2014 */
uint64_t random_below(struct random *random, uint64_t end); /* 0 to end - 1, without bias; 0 of 0 */
double random_unit(struct random *random);                  /* 0 up to, not with, 1 */

/* Mean 0, standard deviation 1. Its last digit is the C library's log().
 * Source: Marsaglia and Bray 1964, the polar method */
double random_normal(struct random *random);

#endif
