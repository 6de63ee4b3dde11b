/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks with noise: what the tests of all cells together say of each. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "gate/gate_board.h"
#include "gate/gate_family.h"
#include "gate/gate_private.h"
#include "stats/discovery.h"
#include "stats/shift.h"

#define BOOTS_MIN 2u /* of a side */

struct family { /* one metric, one direction, all cells */
	enum gate_metric metric;
	bool is_worse;
};

static double *family_p(struct gate_test *test, const struct family *family)
{
	return family->is_worse ? &test->p_worse : &test->p_better;
}

static double *family_q(struct gate_test *test, const struct family *family)
{
	return family->is_worse ? &test->q_worse : &test->q_better;
}

static size_t count_tests(const struct gate_result *result, enum gate_metric metric)
{
	size_t n = 0;

	if (result->rules.family != NULL) {
		return result->rules.family->worse[metric].n_tests;
	}

	for (size_t i = 0; i < result->n; i++) {
		n += result->rows[i].tests[metric].is_made;
	}
	return n;
}

/* Of a comparison that is part of a larger family, q is known there. */
static void take_from(const struct gate_family *all, struct gate_result *result,
		      const struct family *family)
{
	for (size_t i = 0; i < result->n; i++) {
		struct gate_test *test = &result->rows[i].tests[family->metric];

		if (test->is_made) {
			*family_q(test, family) = gate_family_q(
				all, family->metric, family->is_worse, *family_p(test, family));
		}
	}
}

/* Fills q of every test of the family. */
static int adjust_family(struct gate_result *result, const struct family *family)
{
	double *values = calloc(result->n + 1, sizeof(*values));
	size_t n = 0;
	int err;

	if (values == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < result->n; i++) {
		struct gate_test *test = &result->rows[i].tests[family->metric];

		if (test->is_made) {
			values[n++] = *family_p(test, family);
		}
	}
	err = discovery_adjust(values, n, values);
	n = 0;
	for (size_t i = 0; i < result->n && err == 0; i++) {
		struct gate_test *test = &result->rows[i].tests[family->metric];

		if (test->is_made) {
			*family_q(test, family) = values[n++];
		}
	}
	free(values);
	return err;
}

/* The tests of one row, as far as its boots are enough for them. */
static int test_row(struct gate_row *row, const struct gate_rules *rules)
{
	int err = 0;

	if (row->n_old < BOOTS_MIN || row->n_new < BOOTS_MIN) {
		return 0;
	}
	for (enum gate_metric metric = METRIC_MEDIAN; metric <= METRIC_P99 && err == 0; metric++) {
		if (sides_have(row, metric)) {
			err = board_test(row, metric, rules, &row->tests[metric]);
		}
	}
	return err;
}

static double share_of(const struct gate_row *row, const struct gate_test *test)
{
	return test->shift / sides_base(row, test->old_value);
}

static bool is_worse(const struct gate_row *row, const struct gate_test *test,
		     const struct gate_rules *rules)
{
	return test->is_made && share_of(row, test) >= test->floor && test->q_worse <= rules->fdr;
}

static bool is_better(const struct gate_row *row, const struct gate_test *test,
		      const struct gate_rules *rules)
{
	return test->is_made && -share_of(row, test) >= test->floor && test->q_better <= rules->fdr;
}

static void set_metric(struct gate_row *row, enum gate_metric metric)
{
	row->metric = metric;
	row->old_value = row->tests[metric].old_value;
	row->new_value = row->tests[metric].new_value;
}

static size_t more_boots(const struct gate_row *row, size_t needed)
{
	size_t n = row->n_old < row->n_new ? row->n_old : row->n_new;

	if (needed >= SHIFT_VALUES_MAX) {
		return 0;
	}
	return needed > n ? needed - n : 1;
}

/* What has not confirmed yet before it is believed: with as many boots again. */
static void suspect(struct gate_row *row, enum gate_metric metric)
{
	set_metric(row, metric);
	row->verdict = VERDICT_INCONCLUSIVE;
	row->is_suspect = true;
	row->more_boots = row->n_old > row->n_new ? row->n_old : row->n_new;
	gate_say(row, "%s %+.1f %%, not confirmed yet", gate_metric_name(metric),
		 share_of(row, &row->tests[metric]) * 100);
}

static void decide(struct gate_row *row, enum gate_metric metric, enum verdict verdict,
		   const struct gate_rules *rules)
{
	if (board_is_first(row, rules)) {
		suspect(row, metric);
		return;
	}
	set_metric(row, metric);
	row->verdict = verdict;
}

/* A tail that is not settled is worth a re-run; without one the median decides. */
static bool suspects_tail(struct gate_row *row, const struct gate_rules *rules)
{
	const struct gate_test *test = &row->tests[METRIC_P99];

	if (!test->is_made || share_of(row, test) < test->floor || test->p_worse > rules->screen) {
		return false;
	}
	if (rules->can_confirm) {
		suspect(row, METRIC_P99);
		return true;
	}
	gate_say(row, "p99 %+.1f %% may be chance: false discovery rate %.2g",
		 share_of(row, test) * 100, test->q_worse);
	return false;
}

/* A difference that is large enough, and not settled. */
static void leave_open(struct gate_row *row, const struct gate_rules *rules,
		       const struct power *power)
{
	const struct gate_test *test = &row->tests[METRIC_MEDIAN];
	double p = test->shift > 0 ? test->p_worse : test->p_better;
	double q = test->shift > 0 ? test->q_worse : test->q_better;

	if (rules->can_confirm && p <= rules->screen) {
		suspect(row, METRIC_MEDIAN);
		return;
	}
	if (rules->can_confirm && suspects_tail(row, rules)) {
		return;
	}
	row->verdict = VERDICT_INCONCLUSIVE;
	row->is_suspect = p <= rules->screen;
	row->more_boots = more_boots(row, power->for_shift);
	gate_say(row, "%+.1f %% may be chance: false discovery rate %.2g",
		 share_of(row, test) * 100, q);
}

/* No difference that counts: was there a chance to see one? */
static void settle_equal(struct gate_row *row, const struct gate_rules *rules,
			 const struct power *power)
{
	const struct gate_test *test = &row->tests[METRIC_MEDIAN];

	if (test->sees <= board_must_see(test, rules)) {
		row->verdict = VERDICT_UNCHANGED;
		return;
	}
	row->verdict = VERDICT_INCONCLUSIVE;
	row->more_boots = more_boots(row, power->for_sees);
	if (isinf(test->sees)) {
		gate_say(row, "with so few boots no slowdown would have been seen");
	} else {
		gate_say(row, "a slowdown below %.1f %% would not have been seen",
			 test->sees * 100);
	}
}

static void settle_few(struct gate_row *row, const struct gate_rules *rules, size_t n_tests)
{
	row->more_boots = more_boots(row, board_least_boots(row, rules, n_tests));
	gate_say(row, "one boot cannot tell a change from noise");
}

/* Slower by all appearance, and perhaps by more than the floor: an estimate just below it settles nothing that
 * a second look can settle. */
static bool suspects_edge(struct gate_row *row, const struct gate_rules *rules)
{
	const struct gate_test *test = &row->tests[METRIC_MEDIAN];

	if (!board_is_first(row, rules) || test->p_worse > rules->screen ||
	    test->high / sides_base(row, test->old_value) < test->floor) {
		return false;
	}
	suspect(row, METRIC_MEDIAN);
	return true;
}

static void judge_row(struct gate_row *row, const struct gate_rules *rules,
		      const struct power *power)
{
	const struct gate_test *median = &row->tests[METRIC_MEDIAN];
	double share = share_of(row, median);

	set_metric(row, METRIC_MEDIAN);
	if (is_worse(row, median, rules)) {
		decide(row, METRIC_MEDIAN, VERDICT_REGRESSED, rules);
	} else if (is_worse(row, &row->tests[METRIC_P99], rules)) {
		decide(row, METRIC_P99, VERDICT_REGRESSED, rules);
	} else if (is_better(row, median, rules)) {
		decide(row, METRIC_MEDIAN, VERDICT_IMPROVED, rules);
	} else if (fabs(share) >= median->floor) {
		leave_open(row, rules, power);
	} else if (!suspects_edge(row, rules) && !suspects_tail(row, rules)) {
		settle_equal(row, rules, power);
	}
}

struct counts {                         /* of the comparison */
	size_t n_noisy;                 /* cells on a clock with noise */
	size_t n_tests[METRIC_P99 + 1]; /* of them, with a test of the metric */
};

/* Its power, and with it the verdict. */
static int settle_row(struct gate_row *row, const struct gate_rules *rules,
		      const struct counts *counts)
{
	struct power power[METRIC_P99 + 1] = { { 0 } };
	int err = 0;

	if (!row->tests[METRIC_MEDIAN].is_made) {
		settle_few(row, rules, counts->n_noisy);
		return 0;
	}
	for (enum gate_metric metric = METRIC_MEDIAN; metric <= METRIC_P99 && err == 0; metric++) {
		if (row->tests[metric].is_made) {
			err = board_power(row, metric, rules, counts->n_tests[metric],
					  &power[metric]);
			row->tests[metric].sees = power[metric].sees;
		}
	}
	if (err == 0) {
		judge_row(row, rules, &power[METRIC_MEDIAN]);
	}
	return err;
}

static int adjust_families(struct gate_result *result)
{
	static const struct family families[] = {
		{ METRIC_MEDIAN, true },
		{ METRIC_MEDIAN, false },
		{ METRIC_P99, true },
		{ METRIC_P99, false },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]) && err == 0; i++) {
		if (result->rules.family != NULL) {
			take_from(result->rules.family, result, &families[i]);
		} else {
			err = adjust_family(result, &families[i]);
		}
	}
	return err;
}

int gate_judge_boards(struct gate_result *result)
{
	struct counts counts = { 0 };
	int err = 0;

	for (size_t i = 0; i < result->n && err == 0; i++) {
		if (gate_row_is_noisy(&result->rows[i])) {
			counts.n_noisy++;
			err = test_row(&result->rows[i], &result->rules);
		}
	}
	if (result->rules.family != NULL) {
		counts.n_noisy = result->rules.family->n_noisy;
	}
	if (err == 0) {
		err = adjust_families(result);
	}
	counts.n_tests[METRIC_MEDIAN] = count_tests(result, METRIC_MEDIAN);
	counts.n_tests[METRIC_P99] = count_tests(result, METRIC_P99);
	for (size_t i = 0; i < result->n && err == 0; i++) {
		if (gate_row_is_noisy(&result->rows[i])) {
			err = settle_row(&result->rows[i], &result->rules, &counts);
		}
	}
	return err;
}
