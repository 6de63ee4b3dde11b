/* SPDX-License-Identifier: Apache-2.0 */
#include "selftest/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stats/sorted.h"

static bool has_all(const struct figures *one, size_t n_boots)
{
	return one->status == CELL_OK && one->n_boots == n_boots && n_boots > 1;
}

static int take_cell(const struct figures *one, struct pool *pool)
{
	const struct cell cell = { .key = one->key };

	memcpy(&pool->boots[pool->n_cells * pool->n_boots], one->boots,
	       pool->n_boots * sizeof(*pool->boots));
	pool->names[pool->n_cells] = cell_name(&cell);
	return pool->names[pool->n_cells++] != NULL ? 0 : -ENOMEM;
}

int pool_take(const struct figure_set *set, size_t n_boots, struct pool *out)
{
	struct pool pool = { .n_boots = n_boots,
			     .boots = calloc(set->n * n_boots + 1, sizeof(*pool.boots)),
			     .names = calloc(set->n + 1, sizeof(*pool.names)) };
	int err = pool.boots == NULL || pool.names == NULL ? -ENOMEM : 0;

	for (size_t i = 0; i < set->n && err == 0; i++) {
		if (has_all(&set->items[i], n_boots)) {
			err = take_cell(&set->items[i], &pool);
		}
	}
	if (err == 0 && pool.n_cells == 0) {
		err = -EINVAL;
	}
	if (err != 0) {
		pool_free(&pool);
		return err;
	}
	*out = pool;
	return 0;
}

void pool_free(struct pool *pool)
{
	for (size_t i = 0; pool->names != NULL && i < pool->n_cells; i++) {
		free(pool->names[i]);
	}
	free(pool->names);
	free(pool->boots);
	free(pool->dealt);
	*pool = (struct pool){ 0 };
}

static int compare_index(const void *a, const void *b)
{
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;

	return (x > y) - (x < y);
}

static void swap(size_t *a, size_t *b)
{
	size_t kept = *a;

	*a = *b;
	*b = kept;
}

/* @boots are in the order of time: pairs in a row, and in each the first is OLD or NEW by chance. */
static void turn_pairs(size_t *boots, size_t n_side, struct random *random)
{
	for (size_t i = 0; i < n_side; i++) {
		if (random_below(random, 2) == 1) {
			swap(&boots[2 * i], &boots[2 * i + 1]);
		}
	}
}

/* Afterwards dealt[2 * nth] is the nth boot of OLD and dealt[2 * nth + 1] that of NEW. */
static void put_apart(size_t *boots, size_t n_side, struct random *random, size_t *scratch)
{
	size_t old_from = random_below(random, 2) == 1 ? n_side : 0;

	memcpy(scratch, boots, 2 * n_side * sizeof(*boots));
	for (size_t i = 0; i < n_side; i++) {
		boots[2 * i] = scratch[old_from + i];
		boots[2 * i + 1] = scratch[n_side - old_from + i];
	}
}

static void pool_begin(void *arg, struct random *random)
{
	struct pool *pool = arg;
	size_t n_side = pool->n_side;

	for (size_t i = 0; i < pool->n_boots; i++) {
		pool->dealt[i] = i;
	}
	for (size_t i = pool->n_boots - 1; i > 0; i--) {
		swap(&pool->dealt[i], &pool->dealt[random_below(random, i + 1)]);
	}
	qsort(pool->dealt, 2 * n_side, sizeof(*pool->dealt), compare_index);
	if (pool->order == POOL_APART) {
		put_apart(pool->dealt, n_side, random, pool->dealt + pool->n_boots);
		return;
	}
	qsort(pool->dealt + 2 * n_side, 2 * n_side, sizeof(*pool->dealt), compare_index);
	turn_pairs(pool->dealt, 2 * n_side, random);
}

static void pool_draw(void *arg, struct random *random, size_t cell, enum trial_side side,
		      size_t nth, struct boot_figure *out)
{
	const struct pool *pool = arg;

	(void)random; /* pool_begin() dealt */
	*out = pool->boots[cell * pool->n_boots +
			   pool->dealt[2 * nth + (side == TRIAL_NEW ? 1 : 0)]];
}

int pool_deal(struct pool *pool, enum pool_order order, size_t n_side, struct trial_source *out)
{
	size_t *dealt;

	if (n_side == 0 || pool->n_boots < (order == POOL_APART ? 2 : 4) * n_side) {
		return -EINVAL;
	}
	dealt = calloc(2 * pool->n_boots, sizeof(*dealt));
	if (dealt == NULL) {
		return -ENOMEM;
	}
	free(pool->dealt);
	pool->dealt = dealt;
	pool->order = order;
	pool->n_side = n_side;
	*out = (struct trial_source){
		.n_cells = pool->n_cells, .begin = pool_begin, .draw = pool_draw, .arg = pool
	};
	return 0;
}

void pool_print(const struct pool *pool, FILE *out)
{
	double *medians = calloc(pool->n_boots, sizeof(*medians));

	if (medians == NULL) {
		return;
	}
	fprintf(out, "%-52s%14s%16s%16s\n", "between boots: median of the medians", "ticks",
		"middle half", "all of them");
	for (size_t i = 0; i < pool->n_cells; i++) {
		double middle;

		for (size_t k = 0; k < pool->n_boots; k++) {
			medians[k] = pool->boots[i * pool->n_boots + k].median;
		}
		sorted_in_place(medians, pool->n_boots);
		middle = medians[pool->n_boots / 2];
		fprintf(out, "  %-50.50s%14.1f%14.1f %%%14.1f %%\n", pool->names[i], middle,
			100 * (medians[pool->n_boots * 3 / 4] - medians[pool->n_boots / 4]) /
				middle,
			100 * (medians[pool->n_boots - 1] - medians[0]) / middle);
	}
	free(medians);
}
