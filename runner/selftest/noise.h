/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How boots differ from each other on real boards: a model small enough to be looked at, drawn from with a
 * seed. It stands for what was published of seL4's AArch64 results, 990 pairs of adjacent boots of one commit.
 */
#ifndef SELFTEST_NOISE_H
#define SELFTEST_NOISE_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/random.h"

/*
 * Most cells are calm, some are restless; either may have a fast mode, in which a boot now and then stays
 * from its start to its end. All percentages are of the cell's usual median.
 */
struct noise_model {
	double restless; /* share of cells */
	double calm_percent; /* standard deviation between boots, of a calm cell and of a restless one */
	double restless_percent;
	double moody;        /* share of cells with a fast mode */
	double fast_chance;  /* that a boot of such a cell is in it */
	double fast_least;   /* percent faster, at least, */
	double fast_percent; /* and on average so much more; exponential */
	double tail_percent; /* standard deviation of a boot's p99 beside its median: assumed */
};

extern const struct noise_model noise_field;

struct noise_cell { /* one cell, in all its boots */
	double percent;
	bool is_moody;
};

struct noise_cell noise_draw_cell(const struct noise_model *model, struct random *random);
/* The median of one more boot of @cell, as a share of the usual one: about 1. */
double noise_draw_boot(const struct noise_model *model, const struct noise_cell *cell,
		       struct random *random);

struct noise_fact { /* what was published, and what the model gives */
	const char *what;
	double published; /* percent */
	double modelled;
};

#define NOISE_FACTS 9u

/**
 * noise_check - hold the model against what was published
 * @n_pairs: cells drawn, each for one pair of sides of 1, 3, 5 and 9 boots: 100000
 *
 * Returns: 0 or -ENOMEM
 */
int noise_check(const struct noise_model *model, unsigned long seed, size_t n_pairs,
		struct noise_fact facts[NOISE_FACTS]);

#endif
