/* SPDX-License-Identifier: Apache-2.0 */
/* One metric of one cell: the test, and what it could have shown. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate_board.h"
#include "stats/median.h"
#include "stats/rank_sum.h"
#include "stats/shift.h"

#define CONFIDENCE 0.95 /* of the interval of a shift */
#define SEES_MOST  0.5  /* whatever the floor: who does not see this sees nothing */
#define POWER      0.9  /* with which so many boots more would settle it */

static size_t count_boots(const struct figures *one)
{
	return one->n_boots < BOARD_BOOTS_MAX ? one->n_boots : BOARD_BOOTS_MAX;
}

static double boot_value(const struct boot_figure *boot, enum gate_metric metric)
{
	return metric == METRIC_P99 ? boot->p99 : boot->median;
}

static bool side_has(const struct figures *one, enum gate_metric metric)
{
	for (size_t i = 0; i < one->n_boots; i++) {
		if (metric == METRIC_P99 && !one->boots[i].has_p99) {
			return false;
		}
	}
	return true;
}

bool sides_have(const struct gate_row *row, enum gate_metric metric)
{
	return side_has(row->old_figures, metric) && side_has(row->new_figures, metric);
}

int sides_fill(const struct gate_row *row, enum gate_metric metric, struct sides *out)
{
	struct sides sides = { .n_a = count_boots(row->old_figures),
			       .n_b = count_boots(row->new_figures) };

	sides.a = calloc(sides.n_a + sides.n_b + 1, sizeof(*sides.a));
	if (sides.a == NULL) {
		return -ENOMEM;
	}
	sides.b = sides.a + sides.n_a;
	for (size_t i = 0; i < sides.n_a; i++) {
		sides.a[i] = boot_value(&row->old_figures->boots[i], metric);
	}
	for (size_t i = 0; i < sides.n_b; i++) {
		sides.b[i] = boot_value(&row->new_figures->boots[i], metric);
	}
	*out = sides;
	return 0;
}

/* Without a change of their order: link orders are told apart by it. */
static int median_of(const double *values, size_t n, double *out)
{
	double *copy = malloc(n * sizeof(*copy));

	if (copy == NULL) {
		return -ENOMEM;
	}
	memcpy(copy, values, n * sizeof(*copy));
	*out = median_in_place(copy, n);
	free(copy);
	return 0;
}

static int test_sides(const struct gate_row *row, enum gate_metric metric,
		      const struct sides *sides, const struct gate_rules *rules,
		      struct gate_test *test)
{
	struct rank_sum ranks;
	struct shift shift;
	int err = median_of(sides->a, sides->n_a, &test->old_value);

	if (err == 0) {
		err = median_of(sides->b, sides->n_b, &test->new_value);
	}
	if (err == 0) {
		err = shift_estimate(sides->a, sides->n_a, sides->b, sides->n_b, CONFIDENCE,
				     &shift);
	}
	if (err == 0) {
		err = rank_sum_test(sides->a, sides->n_a, sides->b, sides->n_b, &ranks);
	}
	if (err == 0) {
		err = floor_find(row, metric, sides, rules, sides_base(row, test->old_value), test);
	}
	if (err == 0) {
		test->is_made = true;
		test->shift = shift.estimate;
		test->low = shift.low;
		test->high = shift.high;
		test->p_worse = ranks.p_greater;
		test->p_better = ranks.p_less;
	}
	return err;
}

int board_test(const struct gate_row *row, enum gate_metric metric, const struct gate_rules *rules,
	       struct gate_test *out)
{
	struct gate_test test = { 0 };
	struct sides sides;
	int err = sides_fill(row, metric, &sides);

	if (err != 0) {
		return err;
	}
	err = test_sides(row, metric, &sides, rules, &test);
	free(sides.a);
	if (err == 0) {
		*out = test;
	}
	return err;
}

/* What one cell alone needs to be told from all the others. */
static double single_alpha(const struct gate_rules *rules, size_t n_tests)
{
	return rules->fdr / (double)(n_tests > 0 ? n_tests : 1);
}

bool board_is_first(const struct gate_row *row, const struct gate_rules *rules)
{
	return rules->can_confirm ||
	       (row->n_old <= rules->first_boots && row->n_new <= rules->first_boots);
}

static double alpha_of(const struct gate_row *row, const struct gate_rules *rules, size_t n_tests)
{
	double single = single_alpha(rules, n_tests);

	return board_is_first(row, rules) && rules->screen > single ? rules->screen : single;
}

/* Boots a side with which complete separation reaches @alpha. */
static size_t separating_boots(double alpha)
{
	size_t n = 1;

	while (n < SHIFT_VALUES_MAX && rank_sum_smallest_p(n, n) > alpha) {
		n++;
	}
	return n;
}

size_t board_least_boots(const struct gate_row *row, const struct gate_rules *rules, size_t n_tests)
{
	size_t single = separating_boots(single_alpha(rules, n_tests));
	size_t screened = separating_boots(rules->screen);

	if (!board_is_first(row, rules)) {
		return single;
	}
	return screened > (single + 1) / 2 ? screened : (single + 1) / 2;
}

double board_must_see(const struct gate_test *test, const struct gate_rules *rules)
{
	/* Noise is no excuse for what is not seen: more boots lower it. */
	double twice = 2 * test->fixed_floor;

	/* Of nothing there is no half; then all shares are of a tick. */
	return fmax(rules->sees, test->old_value > 0 ? fmin(twice, SEES_MOST) : twice);
}

/* What the floor alone lets be seen. It is not less where the new boots lie higher already: that may be a
 * slowdown, and is not told. */
static double least_seen(const struct gate_test *test, double base)
{
	return test->floor - fmin(test->shift / base, 0);
}

/* Where a tick or a link order is larger than what is to be seen, boots are no help. */
static bool can_boots_help(const struct gate_row *row, const struct gate_test *test,
			   const struct gate_rules *rules)
{
	return test->floor_by == FLOOR_AA ||
	       least_seen(test, sides_base(row, test->old_value)) <= board_must_see(test, rules);
}

/* Noether's number is by a normal approximation, and far too large where nothing overlaps. */
static size_t boots_for(const struct rank_sum *ranks, const struct sides *sides, double alpha,
			size_t least)
{
	double pairs = (double)sides->n_a * (double)sides->n_b;
	size_t n = ranks->u <= 0 || ranks->u >= pairs
			   ? separating_boots(alpha)
			   : shift_values_needed(ranks->u / pairs, alpha, POWER);

	return n > least ? n : least;
}

static int power_of(const struct gate_row *row, const struct sides *sides,
		    const struct gate_rules *rules, const struct gate_test *test, size_t n_tests,
		    struct power *out)
{
	double base = sides_base(row, test->old_value);
	double alpha = alpha_of(row, rules, n_tests);
	size_t least = board_least_boots(row, rules, n_tests);
	struct rank_sum ranks;
	double sees;
	int err = shift_detectable(sides->a, sides->n_a, sides->b, sides->n_b, alpha, &sees);

	if (err == 0) {
		err = rank_sum_test(sides->a, sides->n_a, sides->b, sides->n_b, &ranks);
	}
	if (err != 0) {
		return err;
	}
	out->for_shift = boots_for(&ranks, sides, alpha, least);
	out->sees = fmax(sees / base, least_seen(test, base));
	/* Suspected, it would be measured again with as many boots, and they have to be enough. */
	if (board_is_first(row, rules) &&
	    rank_sum_smallest_p(2 * sides->n_a, 2 * sides->n_b) > single_alpha(rules, n_tests)) {
		out->sees = INFINITY;
	}
	for (size_t i = 0; i < sides->n_b; i++) {
		sides->b[i] += board_must_see(test, rules) * base;
	}
	err = rank_sum_test(sides->a, sides->n_a, sides->b, sides->n_b, &ranks);
	if (err == 0) {
		out->for_sees = can_boots_help(row, test, rules)
					? boots_for(&ranks, sides, alpha, least)
					: SHIFT_VALUES_MAX;
	}
	return err;
}

int board_power(const struct gate_row *row, enum gate_metric metric, const struct gate_rules *rules,
		size_t n_tests, struct power *out)
{
	struct power power = { 0 };
	struct sides sides;
	int err = sides_fill(row, metric, &sides);

	if (err != 0) {
		return err;
	}
	err = power_of(row, &sides, rules, &row->tests[metric], n_tests, &power);
	free(sides.a);
	if (err == 0) {
		*out = power;
	}
	return err;
}
