/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate says of each pair, held against what was done to the images. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate.h"
#include "selftest/exact.h"

struct judge {
	const struct exact_runs *runs;
	struct figure_set base;
	struct figure_set other[EXACT_PAIRS];
	struct exact_result *out;
};

/* The first thing that is wrong with a cell. */
__attribute__((format(printf, 2, 3))) static void blame(struct exact_cell *cell, const char *format,
							...)
{
	va_list args;

	if (cell->why[0] != '\0') {
		return;
	}
	va_start(args, format);
	vsnprintf(cell->why, sizeof(cell->why), format, args);
	va_end(args);
}

static enum exact_path find_evidence(const struct cell *cell)
{
	for (size_t i = 0; i < cell->n_exits; i++) {
		if (cell->exits[i].count > 0) {
			return EXACT_BY_EXITS;
		}
	}
	return cell->has_pmu[PMU_EL2_INSTRUCTIONS] && cell->pmu[PMU_EL2_INSTRUCTIONS] > 0
		       ? EXACT_BY_COUNTER
		       : EXACT_NOT_ON_PATH;
}

/* How often the largest injection was executed. Not by what the gate says: that is what is tested. */
static void find_each(struct exact_cell *cell, const struct figures *before,
		      const struct figures *after)
{
	double by = figures_median(after) - figures_median(before);
	double each = by / exact_steps[EXACT_PAIRS - 1].inject;

	cell->is_measured = before->status == CELL_OK && after->status == CELL_OK;
	if (!cell->is_measured) {
		return;
	}
	if (each < 0 || each > EXACT_EACH_MAX || each != floor(each)) {
		blame(cell, "longer by %.6g with %s at each exit: no number of exits", by,
		      exact_steps[EXACT_PAIRS - 1].what);
	} else {
		cell->each = (unsigned)each;
	}
	if (cell->path == EXACT_NOT_ON_PATH && by != 0) {
		cell->path = EXACT_BY_LENGTH;
	}
	if (cell->path != EXACT_NOT_ON_PATH && by == 0) {
		blame(cell, "%s, but with %s at each exit the figure is the same",
		      cell->path == EXACT_BY_EXITS ? "exits were counted"
						   : "instructions at EL2 were counted",
		      exact_steps[EXACT_PAIRS - 1].what);
	}
}

static int list_cells(struct judge *j)
{
	const struct run *run = j->runs->base;
	const struct figure_set *longest = &j->other[EXACT_PAIRS - 1];
	struct exact_result *out = j->out;

	out->cells = calloc(run->n_cells + 1, sizeof(*out->cells));
	if (out->cells == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		struct exact_cell *cell = &out->cells[out->n_cells++];

		cell->name = cell_name(&run->cells[i]);
		if (cell->name == NULL) {
			return -ENOMEM;
		}
		cell->is_na = run->cells[i].status == CELL_NA;
		cell->path = find_evidence(&run->cells[i]);
		find_each(cell, &j->base.items[i], &longest->items[i]);
	}
	return 0;
}

static void count_slow(const struct exact_step *step, const struct gate_row *row,
		       struct exact_cell *cell, struct exact_pair *pair)
{
	double by = row->new_value - row->old_value;
	bool is_amount = row->metric == METRIC_MEDIAN && cell->each > 0 &&
			 by == (double)step->inject * cell->each;

	pair->n_on_path++;
	if (row->verdict != VERDICT_REGRESSED) {
		blame(cell, "%s: %s, not regressed", step->what, gate_verdict_name(row->verdict));
		return;
	}
	pair->n_found++;
	pair->n_amount += is_amount;
	if (!is_amount) {
		blame(cell, "%s: %s longer by %.6g, not median by %u", step->what,
		      gate_metric_name(row->metric), by, step->inject * cell->each);
	}
}

static void count_same(const struct exact_step *step, const struct gate_row *row,
		       struct exact_cell *cell, struct exact_pair *pair)
{
	if (cell->path == EXACT_NOT_ON_PATH) {
		pair->n_off_path++;
	} else {
		pair->n_on_path++;
	}
	if (row->verdict != VERDICT_UNCHANGED) {
		pair->n_alarms++;
		blame(cell, "%s: %s, though nothing changed for it", step->what,
		      gate_verdict_name(row->verdict));
	}
}

static void count_row(struct judge *j, size_t index, const struct gate_row *row)
{
	const struct exact_step *step = &exact_steps[index];
	struct exact_pair *pair = &j->out->pairs[index];
	/* A row of the other run alone is the same cell's, whose image did not build in one of them. */
	struct exact_cell *cell =
		row->old_figures != NULL ? &j->out->cells[row->old_figures - j->base.items] : NULL;

	if (cell == NULL || row->verdict == VERDICT_NA) {
		return;
	}
	if (row->verdict == VERDICT_MISSING) {
		pair->n_missing++;
		blame(cell, "%s: %s", step->what, row->why);
	} else if (step->inject > 0 && cell->path != EXACT_NOT_ON_PATH) {
		count_slow(step, row, cell, pair);
	} else {
		count_same(step, row, cell, pair);
	}
}

static int judge_pair(struct judge *j, size_t index)
{
	struct gate_result result;
	int err = gate_judge(&j->base, &j->other[index], &gate_rules_default, &result);

	if (err != 0) {
		return err;
	}
	for (size_t i = 0; i < result.n; i++) {
		count_row(j, index, &result.rows[i]);
	}
	gate_free(&result);
	return 0;
}

static int judge(struct judge *j)
{
	int err = figures_of_run(j->runs->base, &j->base);

	for (size_t i = 0; i < EXACT_PAIRS && err == 0; i++) {
		err = figures_of_run(j->runs->other[i], &j->other[i]);
	}
	if (err == 0) {
		err = list_cells(j);
	}
	for (size_t i = 0; i < EXACT_PAIRS && err == 0; i++) {
		err = judge_pair(j, i);
	}
	return err;
}

int exact_judge(const struct exact_runs *runs, struct exact_result *out)
{
	struct exact_result result = { 0 };
	struct judge j = { .runs = runs, .out = &result };
	int err = judge(&j);

	figure_set_free(&j.base);
	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		figure_set_free(&j.other[i]);
	}
	if (err != 0) {
		exact_free(&result);
		return err;
	}
	*out = result;
	return 0;
}

void exact_free(struct exact_result *result)
{
	for (size_t i = 0; i < result->n_cells; i++) {
		free(result->cells[i].name);
	}
	free(result->cells);
	*result = (struct exact_result){ 0 };
}
