/* SPDX-License-Identifier: Apache-2.0 */
/* The exact clock: what differs at all has changed. */
#include <inttypes.h>
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

static const struct exit_rate *find_exits(const struct figures *one, const char *name)
{
	for (size_t i = 0; i < one->n_exits; i++) {
		if (strcmp(one->exits[i].name, name) == 0) {
			return &one->exits[i];
		}
	}
	return NULL;
}

/* One division, so that equal rates are equal numbers. */
static double exits_of(const struct figures *one, const char *name)
{
	const struct exit_rate *exits = find_exits(one, name);

	return exits != NULL ? (double)exits->count / operations(one) : 0;
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
		if (find_exits(row->old_figures, b->exits[i].name) == NULL &&
		    b->exits[i].count > 0) {
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

static double value_of(const struct figures *one, size_t i)
{
	return (double)one->values[i].value / (double)one->batch;
}

/* Whether a larger share of @b's samples is above some cost, *above, than of @a's. */
static bool has_more_slow(const struct figures *a, const struct figures *b, double *above)
{
	uint64_t n_a = 0;
	uint64_t n_b = 0;
	size_t j = 0;

	for (size_t i = 0; i < a->n_values; i++) {
		n_a += a->values[i].count;
		for (; j < b->n_values && value_of(b, j) <= value_of(a, i); j++) {
			n_b += b->values[j].count;
		}
		if ((double)n_b / (double)b->n < (double)n_a / (double)a->n) {
			*above = value_of(a, i);
			return true;
		}
	}
	return false;
}

struct cost { /* one way to look at both sides */
	enum gate_metric metric;
	double old_value;
	double new_value;
};

static void decide(struct gate_row *row, const struct cost *cost)
{
	row->old_value = cost->old_value;
	row->new_value = cost->new_value;
	set(row, cost->new_value > cost->old_value ? VERDICT_REGRESSED : VERDICT_IMPROVED,
	    cost->metric);
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

/* The first cost that is worse; NULL: none. Or better. */
static const struct cost *find_change(const struct cost *costs, size_t n, bool is_worse)
{
	for (size_t i = 0; i < n; i++) {
		if (is_worse ? costs[i].new_value > costs[i].old_value
			     : costs[i].new_value < costs[i].old_value) {
			return &costs[i];
		}
	}
	return NULL;
}

/* The sides differ, and nothing says for better or worse. */
static void say_open(struct gate_row *row, const struct cost *better, double above)
{
	const struct figures *a = row->old_figures;
	const struct figures *b = row->new_figures;

	if (samples_a_boot(a) != samples_a_boot(b)) {
		gate_say(row, "%.6g samples a boot against %.6g: take as many", samples_a_boot(a),
			 samples_a_boot(b));
	} else if (better != NULL) {
		gate_say(row, "%s %.6g -> %.6g, but more samples above %.6g",
			 gate_metric_name(better->metric), better->old_value, better->new_value,
			 above);
	} else if (a->batch != b->batch) {
		gate_say(row, "samples of %" PRIu64 " and of %" PRIu64 " operations", a->batch,
			 b->batch);
	} else {
		gate_say(row, "other samples or exits, with the same median, mean and number");
	}
}

/* Worse goes before better: a faster median is none where the whole is slower, or a few samples are. */
static void judge_change(struct gate_row *row)
{
	const struct figures *a = row->old_figures;
	const struct figures *b = row->new_figures;
	const struct cost costs[] = {
		{ METRIC_MEDIAN, row->old_value, row->new_value },
		{ METRIC_MEAN, mean_of(a), mean_of(b) },
		{ METRIC_EXITS, all_exits_of(a), all_exits_of(b) },
	};
	/* Of more samples another share may be unlike the others: the mean of them is no cost. */
	size_t n = same_values(a, b) || samples_a_boot(a) == samples_a_boot(b)
			   ? sizeof(costs) / sizeof(costs[0])
			   : 1;
	const struct cost *worse = find_change(costs, n, true);
	const struct cost *better = find_change(costs, n, false);
	double above = 0;

	if (worse != NULL) {
		decide(row, worse);
	} else if (better != NULL && !has_more_slow(a, b, &above)) {
		decide(row, better);
	} else {
		say_open(row, better, above);
	}
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
	judge_change(row);
}
