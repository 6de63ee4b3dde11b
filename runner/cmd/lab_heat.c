/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/lab_heat.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static struct heat_place *find_place(struct lab_column *columns, size_t *n, const char *name)
{
	for (size_t i = 0; i < *n; i++) {
		if (strcmp(columns[i].name, name) == 0) {
			return &columns[i].place;
		}
	}
	if (*n == LAB_COLUMNS_MOST) {
		return NULL;
	}
	columns[*n] = (struct lab_column){ .name = strdup(name) };
	return columns[*n].name != NULL ? &columns[(*n)++].place : NULL;
}

static void add_ratio(struct heat_place *place, double old_value, double new_value)
{
	if (old_value > 0 && new_value > 0) {
		place->n++;
		place->ratio += log(new_value / old_value);
	}
}

int lab_heat_verdicts(const struct gate_result *result, struct lab_column *columns, size_t *n)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];
		const struct figures *one =
			row->new_figures != NULL ? row->new_figures : row->old_figures;
		struct heat_place *place = find_place(columns, n, one->key.flags);

		if (place == NULL) {
			return -ENOMEM;
		}
		place->n_regressed += row->verdict == VERDICT_REGRESSED;
		place->n_failed += row->verdict == VERDICT_MISSING;
		if (row->old_figures != NULL && row->new_figures != NULL &&
		    row->verdict != VERDICT_MISSING && row->verdict != VERDICT_NA) {
			add_ratio(place, figures_median(row->old_figures),
				  figures_median(row->new_figures));
		}
	}
	return 0;
}

static bool is_counterpart(const struct figures *a, const struct figures *b)
{
	return strcmp(a->key.toolchain, b->key.toolchain) == 0 &&
	       strcmp(a->key.switch_policy, b->key.switch_policy) == 0 &&
	       strcmp(a->key.vectors, b->key.vectors) == 0 &&
	       strcmp(a->key.clock, b->key.clock) == 0;
}

/* Those that differ by flags, and what sorts behind them, stand together. */
static bool is_near(const struct figures *a, const struct figures *b)
{
	return strcmp(a->key.cpu, b->key.cpu) == 0 &&
	       strcmp(a->key.benchmark, b->key.benchmark) == 0 &&
	       strcmp(a->key.hal, b->key.hal) == 0;
}

static const struct figures *find_base(const struct figure_set *set, size_t first, size_t i,
				       const char *base)
{
	for (size_t k = first; k < set->n && is_near(&set->items[k], &set->items[i]); k++) {
		if (strcmp(set->items[k].key.flags, base) == 0 &&
		    is_counterpart(&set->items[k], &set->items[i])) {
			return &set->items[k];
		}
	}
	return NULL;
}

/* Without baselines: against the usual flags, or the first ones. */
int lab_heat_flags(const struct figure_set *set, struct lab_column *columns, size_t *n)
{
	const char *base = set->n > 0 ? set->items[0].key.flags : LAB_FIRST_FLAGS;
	size_t first = 0;

	for (size_t i = 0; i < set->n; i++) {
		base = strcmp(set->items[i].key.flags, LAB_FIRST_FLAGS) == 0 ? LAB_FIRST_FLAGS
									     : base;
	}
	for (size_t i = 0; i < set->n; i++) {
		struct heat_place *place = find_place(columns, n, set->items[i].key.flags);
		const struct figures *other;

		if (place == NULL) {
			return -ENOMEM;
		}
		first = is_near(&set->items[first], &set->items[i]) ? first : i;
		other = find_base(set, first, i, base);
		place->n_failed += set->items[i].status == CELL_MISSING ||
				   set->items[i].status == CELL_SPOILED;
		if (other != NULL && other->status == CELL_OK && set->items[i].status == CELL_OK) {
			add_ratio(place, figures_median(other), figures_median(&set->items[i]));
		}
	}
	return 0;
}
