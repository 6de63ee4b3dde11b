/* SPDX-License-Identifier: Apache-2.0 */
/* Boots that were measured, dealt to two sides in many ways: none of them differs from another by more than
 * boots do. */
#ifndef SELFTEST_POOL_H
#define SELFTEST_POOL_H

#include <stdio.h>

#include "selftest/trial.h"

enum pool_order {
	POOL_INTERLEAVED, /* pairs that follow each other, A B or B A by chance: as ab measures */
	POOL_APART,       /* one side after the other: as two runs do */
};

struct pool {
	size_t n_cells;
	size_t n_boots;
	struct boot_figure
		*boots; /* n_boots of a cell, in the order of time, then the next cell's */
	char **names;   /* of the cells; NULL: none are known */
	/* pool_deal(): which boot is which of a side. */
	enum pool_order order;
	size_t n_side;
	size_t *dealt;
};

/**
 * pool_take - the boots of the cells of @set that have all of them
 * @set: of a run with more than one boot; a cell that lacks a boot is left out
 *
 * Returns: 0; -EINVAL: no cell has more than one boot; -ENOMEM
 */
int pool_take(const struct figure_set *set, size_t n_boots, struct pool *out);
void pool_free(struct pool *pool);

/**
 * pool_deal - make @pool the source of trials
 * @n_side: boots a side. POOL_INTERLEAVED: there are as many again for suspects, so the pool has at least
 *          4 times as many; POOL_APART: at least twice as many
 *
 * A side's boots and the other's are never the same, in one comparison.
 *
 * Returns: 0; -EINVAL: the pool is too small; -ENOMEM
 */
int pool_deal(struct pool *pool, enum pool_order order, size_t n_side, struct trial_source *out);

/* How the medians of each cell lie between the boots. */
void pool_print(const struct pool *pool, FILE *out);

#endif
