/* SPDX-License-Identifier: Apache-2.0 */
#include "report/compare_cells.h"

#include <stdlib.h>
#include <string.h>

#include "report/grid.h"

static double mean(const struct cell *cell)
{
	double sum = 0;

	for (size_t i = 0; i < cell->n; i++) {
		sum += (double)cell->samples[i];
	}
	return cell_each(cell, sum / (double)cell->n);
}

static double exits_per_sample(const struct cell *cell)
{
	double sum = 0;

	for (size_t i = 0; i < cell->n_exits; i++) {
		sum += (double)cell->exits[i].count;
	}
	return cell_each(cell, sum / (double)cell->n);
}

static double count_exits(const struct cell *cell, const char *name)
{
	for (size_t i = 0; i < cell->n_exits; i++) {
		if (strcmp(cell->exits[i].name, name) == 0) {
			return cell_each(cell, (double)cell->exits[i].count / (double)cell->n);
		}
	}
	return 0;
}

/* Kind by kind, for one sample; the order of the kinds means nothing. */
static bool has_exits_of(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < a->n_exits; i++) {
		const char *name = a->exits[i].name;

		if (count_exits(a, name) != count_exits(b, name)) {
			return false;
		}
	}
	return true;
}

static bool same_exits(const struct cell *a, const struct cell *b)
{
	return has_exits_of(a, b) && has_exits_of(b, a);
}

static bool same_sequence(const struct cell *a, const struct cell *b)
{
	if (cell_each(a, 1.0) != cell_each(b, 1.0)) {
		return false;
	}
	if (cell_is_constant(a) && cell_is_constant(b)) {
		return a->sum.min == b->sum.min;
	}
	return a->n == b->n && memcmp(a->samples, b->samples, a->n * sizeof(*a->samples)) == 0;
}

static int sample_order(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static uint64_t *sorted_copy(const struct cell *cell)
{
	uint64_t *copy = malloc(cell->n * sizeof(*copy));

	if (copy != NULL) {
		memcpy(copy, cell->samples, cell->n * sizeof(*copy));
		qsort(copy, cell->n, sizeof(*copy), sample_order);
	}
	return copy;
}

/* Without memory for the copies: false, which claims less. */
static bool same_set(const struct cell *a, const struct cell *b)
{
	uint64_t *x;
	uint64_t *y;
	bool same;

	if (a->n != b->n || cell_each(a, 1.0) != cell_each(b, 1.0)) {
		return false;
	}
	x = sorted_copy(a);
	y = sorted_copy(b);
	same = x != NULL && y != NULL && memcmp(x, y, a->n * sizeof(*x)) == 0;
	free(x);
	free(y);
	return same;
}

static struct cell_change judge_exact(const struct cell *old_cell, const struct cell *new_cell)
{
	const struct cell_change measures[] = {
		{ .by = DECIDED_BY_MEDIAN,
		  .old_value = cell_median(old_cell),
		  .new_value = cell_median(new_cell) },
		{ .by = DECIDED_BY_MEAN, .old_value = mean(old_cell), .new_value = mean(new_cell) },
		{ .by = DECIDED_BY_EXITS,
		  .old_value = exits_per_sample(old_cell),
		  .new_value = exits_per_sample(new_cell) },
	};

	if (same_sequence(old_cell, new_cell) && same_exits(old_cell, new_cell)) {
		return (struct cell_change){ .verdict = VERDICT_UNCHANGED };
	}
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
		struct cell_change change = measures[i];

		if (change.new_value != change.old_value) {
			change.verdict = change.new_value > change.old_value ? VERDICT_REGRESSED
									     : VERDICT_IMPROVED;
			return change;
		}
	}
	return (struct cell_change){ .verdict = VERDICT_INCONCLUSIVE, .by = DECIDED_BY_SAMPLES };
}

static struct cell_change judge_noisy(const struct cell *old_cell, const struct cell *new_cell)
{
	struct cell_change change = {
		.verdict = VERDICT_INCONCLUSIVE,
		.by = DECIDED_BY_MEDIAN,
		.old_value = cell_median(old_cell),
		.new_value = cell_median(new_cell),
	};

	if (same_set(old_cell, new_cell) && same_exits(old_cell, new_cell)) {
		change.verdict = VERDICT_UNCHANGED;
		change.by = DECIDED_BY_NOTHING;
	}
	return change;
}

struct cell_change compare_cells(const struct cell *old_cell, const struct cell *new_cell)
{
	if (old_cell != NULL && new_cell != NULL && old_cell->status == CELL_NA &&
	    new_cell->status == CELL_NA) {
		return (struct cell_change){ .verdict = VERDICT_NA };
	}
	if (old_cell == NULL || new_cell == NULL || old_cell->status != CELL_OK ||
	    new_cell->status != CELL_OK) {
		return (struct cell_change){ .verdict = VERDICT_MISSING };
	}
	if (strcmp(new_cell->key.clock, "exact") == 0) {
		return judge_exact(old_cell, new_cell);
	}
	return judge_noisy(old_cell, new_cell);
}
