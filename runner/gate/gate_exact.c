/* SPDX-License-Identifier: Apache-2.0 */
/* The exact clock: what differs at all has changed. */
#include <string.h>

#include "gate/gate_private.h"

static double operations(const struct figures *one)
{
	return (double)one->n * (double)one->batch;
}

static double mean_of(const struct figures *one)
{
	double sum = 0;

	for (size_t i = 0; i < one->n_values; i++) {
		sum += (double)one->values[i].value * (double)one->values[i].count;
	}
	return sum / operations(one);
}

/* One division, so that equal rates are equal numbers. */
static double exits_of(const struct figures *one, const char *name)
{
	for (size_t i = 0; i < one->n_exits; i++) {
		if (strcmp(one->exits[i].name, name) == 0) {
			return (double)one->exits[i].count / operations(one);
		}
	}
	return 0;
}

static double all_exits_of(const struct figures *one)
{
	double sum = 0;

	for (size_t i = 0; i < one->n_exits; i++) {
		sum += (double)one->exits[i].count;
	}
	return sum / operations(one);
}

/* Kind by kind, those of @a; @say: each difference becomes a clause. */
static bool same_exits_as(const struct figures *a, const struct figures *b, struct gate_row *say)
{
	bool same = true;

	for (size_t i = 0; i < a->n_exits; i++) {
		const char *name = a->exits[i].name;

		same = same && exits_of(a, name) == exits_of(b, name);
		if (say != NULL && exits_of(a, name) != exits_of(b, name)) {
			gate_say(say, "exits %s: %.6g -> %.6g", name,
				 exits_of(say->old_figures, name),
				 exits_of(say->new_figures, name));
		}
	}
	return same;
}

static bool same_exits(const struct figures *a, const struct figures *b)
{
	return same_exits_as(a, b, NULL) && same_exits_as(b, a, NULL);
}

static void say_exits(struct gate_row *row)
{
	const struct figures *b = row->new_figures;

	same_exits_as(row->old_figures, b, row);
	for (size_t i = 0; i < b->n_exits; i++) {
		if (exits_of(row->old_figures, b->exits[i].name) == 0) {
			gate_say(row, "exits %s: 0 -> %.6g", b->exits[i].name,
				 exits_of(b, b->exits[i].name));
		}
	}
}

/* As large a share of the samples has each value. That is the same for one value throughout with any
 * number of samples, and for two boots and one. */
static bool same_values(const struct figures *a, const struct figures *b)
{
	if (a->n_values != b->n_values || a->batch != b->batch) {
		return false;
	}
	for (size_t i = 0; i < a->n_values; i++) {
		if (a->values[i].value != b->values[i].value ||
		    (double)a->values[i].count / (double)a->n !=
			    (double)b->values[i].count / (double)b->n) {
			return false;
		}
	}
	return true;
}

static double samples_a_boot(const struct figures *one)
{
	return (double)one->n / (double)(one->n_boots > 0 ? one->n_boots : 1);
}

static void set(struct gate_row *row, enum verdict verdict, enum gate_metric metric)
{
	row->verdict = verdict;
	row->metric = metric;
}

/* The first of them that differs. */
static bool decide(struct gate_row *row, enum gate_metric metric, double old_value,
		   double new_value)
{
	if (old_value == new_value) {
		return false;
	}
	row->old_value = old_value;
	row->new_value = new_value;
	set(row, new_value > old_value ? VERDICT_REGRESSED : VERDICT_IMPROVED, metric);
	return true;
}

static bool say_unsteady(struct gate_row *row, const struct figures *one, const char *side)
{
	for (size_t i = 1; one->boots_differ && i < one->n_boots; i++) {
		if (one->boots[i].median != one->boots[0].median) {
			gate_say(row,
				 "%s: boots do not agree, %.6g in the first and %.6g in boot %zu",
				 side, one->boots[0].median, one->boots[i].median, i + 1);
			return true;
		}
	}
	if (one->boots_differ) {
		gate_say(row, "%s: boots do not agree, in single samples or in exits", side);
	}
	return one->boots_differ;
}

void gate_judge_exact(struct gate_row *row)
{
	const struct figures *a = row->old_figures;
	const struct figures *b = row->new_figures;
	bool old_unsteady = say_unsteady(row, a, "old");
	bool new_unsteady = say_unsteady(row, b, "new");
	bool is_same = same_values(a, b) && same_exits(a, b);

	set(row, is_same ? VERDICT_UNCHANGED : VERDICT_INCONCLUSIVE,
	    is_same ? METRIC_MEDIAN : METRIC_SAMPLES);
	if (old_unsteady || new_unsteady) {
		set(row, VERDICT_INCONCLUSIVE, METRIC_SAMPLES);
		return;
	}
	if (is_same) {
		return;
	}
	say_exits(row);
	if (decide(row, METRIC_MEDIAN, row->old_value, row->new_value)) {
		return;
	}
	/* Of more samples another share may be unlike the others: the mean of them is no cost. */
	if (!same_values(a, b) && samples_a_boot(a) != samples_a_boot(b)) {
		gate_say(row, "%.6g samples a boot against %.6g: take as many", samples_a_boot(a),
			 samples_a_boot(b));
		return;
	}
	if (!decide(row, METRIC_MEAN, mean_of(a), mean_of(b)) &&
	    !decide(row, METRIC_EXITS, all_exits_of(a), all_exits_of(b))) {
		gate_say(row, "other samples or exits, with the same median, mean and number");
	}
}
