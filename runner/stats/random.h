/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that look random and are the same for the same seed, everywhere. */
#ifndef STATS_RANDOM_H
#define STATS_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);                /* SplitMix64 */
uint64_t random_below(struct random *random, uint64_t end); /* 0 to end - 1, without bias */
double random_unit(struct random *random);                  /* 0 up to, not with, 1 */
double random_normal(struct random *random);                /* mean 0, standard deviation 1 */

#endif
