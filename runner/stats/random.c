/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/random.h"

#include <math.h>

uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint64_t random_below(struct random *random, uint64_t end)
{
	uint64_t value;
	uint64_t rest;

	if (end == 0) {
		return 0;
	}
	/* The last stretch of end values may not be whole: what falls there is drawn again. */
	do {
		value = random_next(random);
		rest = value % end;
	} while (value - rest > 0 - end);
	return rest;
}

double random_unit(struct random *random)
{
	return (double)(random_next(random) >> 11) * 0x1p-53;
}

double random_normal(struct random *random)
{
	double x;
	double y;
	double square;

	/* The second value of the pair is not kept: the state is one word. */
	do {
		x = 2 * random_unit(random) - 1;
		y = 2 * random_unit(random) - 1;
		square = x * x + y * y;
	} while (square >= 1 || square == 0);
	return x * sqrt(-2 * log(square) / square);
}
