/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts on a clock with noise. */
#include <math.h>
#include <stdio.h>

#include "make_noise.h"

static void three_percent_are_seen_among_one_and_among_50_cells(void **state)
{
	static const size_t others[] = { 0, 49 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct judged slow = judge_factor(1.03, 7, others[i], &gate_rules_default);
		struct judged fast = judge_factor(0.97, 7, others[i], &gate_rules_default);
		const struct gate_row *row = &slow.result.rows[0];
		const struct gate_test *test = &row->tests[METRIC_MEDIAN];

		assert_int_equal(row->verdict, VERDICT_REGRESSED);
		assert_int_equal(row->metric, METRIC_MEDIAN);
		assert_int_equal(row->n_old, 7);
		assert_true(row->old_value == 100.0 && row->new_value == 103.0);
		assert_string_equal(row->why, "");
		assert_near(test->shift, 3, 0.1);
		assert_true(test->low < test->shift && test->shift < test->high);
		/* One way of 3432 to order the boots. */
		assert_near(test->p_worse, 1.0 / 3432, 1e-9);
		assert_near(test->q_worse, (1.0 + (double)others[i]) / 3432, 1e-6);
		assert_int_equal(slow.result.count[VERDICT_UNCHANGED], others[i]);
		assert_int_equal(gate_exit_code(&slow.result), 1);
		assert_int_equal(fast.result.rows[0].verdict, VERDICT_IMPROVED);
		assert_int_equal(gate_exit_code(&fast.result), 0);
		judged_free(&slow);
		judged_free(&fast);
	}
}

static void a_shift_below_the_floor_is_unchanged_and_says_what_would_have_been_seen(void **state)
{
	struct judged judged = judge_factor(1.015, 7, 0, &gate_rules_default);
	const struct gate_row *row = &judged.result.rows[0];
	const struct gate_test *test = &row->tests[METRIC_MEDIAN];

	(void)state;
	assert_true(test->q_worse <= 0.05);
	assert_int_equal(row->verdict, VERDICT_UNCHANGED);
	assert_true(test->floor == 0.02);
	assert_int_equal(test->floor_by, FLOOR_EFFECT);
	/* Half a percent more, and the floor is reached; but 1.5 % are there and are not told. */
	assert_near(test->sees, 0.02, 1e-9);
	assert_int_equal(gate_exit_code(&judged.result), 0);
	judged_free(&judged);
}

/* What sees says is so: a little less is not told, a little more is. */
static void a_slowdown_of_what_sees_says_is_seen(void **state)
{
	static const double olds[] = { 100, 104, 98, 101, 103, 99, 102 };
	static const double news[] = { 101, 99, 100, 103, 98, 104, 102 };
	double sees = 0;

	(void)state;
	for (int step = -1; step <= 1; step++) {
		struct run *old_run = make_run("old");
		struct run *new_run = make_run("new");
		double medians[7];
		struct judged judged;

		for (size_t i = 0; i < 7; i++) {
			medians[i] = news[i] + (step == -1 ? 0 : sees * 101 + step * 0.2 - 0.1);
		}
		make_boots(old_run, "a/b", olds, 7);
		make_boots(new_run, "a/b", medians, 7);
		judged = judge_runs(old_run, new_run, &gate_rules_default);
		if (step == -1) {
			sees = judged.result.rows[0].tests[METRIC_MEDIAN].sees;
			assert_in_range((unsigned)(sees * 1000), 20, 60);
		} else {
			assert_int_equal(judged.result.rows[0].verdict == VERDICT_REGRESSED,
					 step == 1);
		}
		judged_free(&judged);
	}
}

/* A cell of two modes: its floor is as far as they lie apart, and a shift just short of it is no
 * evidence that nothing changed. */
static void a_large_shift_below_a_noisy_floor_is_not_unchanged(void **state)
{
	static const double olds[] = { 1003, 1003, 1000, 1001, 1003, 1002, 1303 };
	static const double news[] = { 1304, 1300, 1004, 1300, 1000, 1301, 1303 };
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");
	const struct gate_test *test;
	struct judged judged;

	(void)state;
	make_boots(old_run, "a/b", olds, 7);
	make_boots(new_run, "a/b", news, 7);
	judged = judge_runs(old_run, new_run, &gate_rules_default);
	test = &judged.result.rows[0].tests[METRIC_MEDIAN];
	assert_int_equal(test->floor_by, FLOOR_AA);
	assert_true(test->shift / test->old_value > 0.29);
	assert_true(test->shift / test->old_value < test->floor);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_true(test->sees >= test->floor);
	assert_true(judged.result.rows[0].more_boots > 0);
	judged_free(&judged);
}

static void few_boots_are_inconclusive_and_more_are_asked_for(void **state)
{
	static const struct {
		size_t n;
		size_t others;
		size_t more;
		const char *why;
	} rows[] = {
		/* 3 of 3: 1/20; of 50 cells 1/1000 is needed, which 7 of 7 reach: 1/3432 */
		{ 1, 0, 2, "one boot cannot tell" },
		{ 1, 49, 6, "one boot cannot tell" },
		{ 2, 0, 1, "no slowdown would have been seen" },
		{ 3, 49, 4, "no slowdown would have been seen" },
		{ 6, 49, 1, "no slowdown would have been seen" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct judged judged =
			judge_factor(1, rows[i].n, rows[i].others, &gate_rules_default);
		const struct gate_row *row = &judged.result.rows[0];

		assert_int_equal(row->verdict, VERDICT_INCONCLUSIVE);
		assert_int_equal(row->more_boots, rows[i].more);
		assert_says(row, rows[i].why);
		assert_int_equal(gate_exit_code(&judged.result), 3);
		judged_free(&judged);
	}
}

static void a_difference_that_three_boots_cannot_prove_is_inconclusive(void **state)
{
	struct judged judged = judge_factor(1.5, 3, 49, &gate_rules_default);
	const struct gate_row *row = &judged.result.rows[0];

	(void)state;
	assert_int_equal(row->verdict, VERDICT_INCONCLUSIVE);
	assert_true(row->is_suspect);
	assert_int_equal(row->more_boots, 4);
	assert_says(row, "+50.0 % may be chance: false discovery rate 0.7");
	judged_free(&judged);
}

static void one_outlier_is_no_regression_and_hides_none(void **state)
{
	static const double factors[] = { 1, 1.03 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(factors); i++) {
		struct run *old_run = make_run("old");
		struct run *new_run = make_run("new");
		struct judged judged;

		make_noisy_cell(old_run, "a/b", 1, 7);
		make_noisy_cell(new_run, "a/b", factors[i], 7);
		/* A boot in which everything took twice as long; and in the old run a quick one. */
		new_run->cells[3].sum.median *= 2;
		old_run->cells[2].sum.median *= 0.9;
		judged = judge_runs(old_run, new_run, &gate_rules_default);
		assert_int_equal(judged.result.rows[0].verdict,
				 i == 0 ? VERDICT_UNCHANGED : VERDICT_REGRESSED);
		judged_free(&judged);
	}
}

static void constant_medians_are_no_special_case(void **state)
{
	static const struct {
		double new_value;
		enum verdict verdict;
	} rows[] = {
		{ 100, VERDICT_UNCHANGED },
		{ 101, VERDICT_UNCHANGED },
		{ 103, VERDICT_REGRESSED },
		{ 97, VERDICT_IMPROVED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct run *old_run = make_run("old");
		struct run *new_run = make_run("new");
		struct judged judged;

		for (size_t boot = 0; boot < 7; boot++) {
			make_boots(old_run, "a/b", &(double){ 100 }, 1);
			make_boots(new_run, "a/b", &rows[i].new_value, 1);
			old_run->cells[boot].boot = (unsigned)boot;
			new_run->cells[boot].boot = (unsigned)boot;
		}
		judged = judge_runs(old_run, new_run, &gate_rules_default);
		assert_int_equal(judged.result.rows[0].verdict, rows[i].verdict);
		if (rows[i].new_value == 100) {
			const struct gate_test *test = judged.result.rows[0].tests;

			assert_true(test->p_worse == 1 && test->p_better == 1);
			assert_near(test->sees, 0.02, 1e-9);
		}
		judged_free(&judged);
	}
}

static void a_median_of_nothing_is_held_against_ticks(void **state)
{
	static const double zero[] = { 0, 0, 0, 0, 0, 0, 0 };
	static const double some[] = { 9, 9, 9, 9, 9, 9, 9 };
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");
	struct judged judged;

	(void)state;
	make_boots(old_run, "a/b", zero, 7);
	make_boots(new_run, "a/b", some, 7);
	make_boots(old_run, "a/c", zero, 7);
	make_boots(new_run, "a/c", zero, 7);
	judged = judge_runs(old_run, new_run, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_REGRESSED);
	assert_int_equal(judged.result.rows[1].verdict, VERDICT_UNCHANGED);
	assert_true(isfinite(judged.result.rows[0].tests[METRIC_MEDIAN].floor));
	judged_free(&judged);
}

static void more_boots_are_what_the_overlap_asks_for(void **state)
{
	static const double olds[] = { 100, 110, 90 };
	static const double news[] = { 109, 118, 97 };
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");
	struct judged judged;
	const struct gate_row *row;

	(void)state;
	make_boots(old_run, "a/b", olds, 3);
	make_boots(new_run, "a/b", news, 3);
	for (size_t i = 0; i < 9; i++) {
		char name[] = "b/0";

		name[2] = (char)('0' + i);
		make_noisy_cell(old_run, name, 1, 3);
		make_noisy_cell(new_run, name, 1, 3);
	}
	judged = judge_runs(old_run, new_run, &gate_rules_default);
	row = &judged.result.rows[0];
	/* 6 of 9 pairs: (2.576 + 1.282)^2 / (6 (6/9 - 1/2)^2) = 89.3 */
	assert_int_equal(row->verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(row->more_boots, 90 - 3);
	judged_free(&judged);
}

static void noise_that_would_hide_a_slowdown_is_not_called_unchanged(void **state)
{
	static const double olds[] = { 100, 155, 70, 130, 93, 185, 55 };
	static const double news[] = { 156, 99, 71, 94, 129, 56, 184 };
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");
	struct judged judged;

	(void)state;
	make_boots(old_run, "a/b", olds, 7);
	make_boots(new_run, "a/b", news, 7);
	judged = judge_runs(old_run, new_run, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_says(&judged.result.rows[0], "would not have been seen");
	assert_in_range(judged.result.rows[0].more_boots, 1, 200);
	judged_free(&judged);
}

/* 20 cells with p = 0.048 each: together they are discoveries, one of them alone among 20 is none. */
static void discoveries_are_judged_together(void **state)
{
	static const double olds[] = { 100, 100.1, 100.2, 100.3, 106 };
	static const double news[] = { 104, 104.1, 104.2, 104.3, 107 };

	(void)state;
	for (size_t n_slow = 1; n_slow <= 20; n_slow += 19) {
		struct run *old_run = make_run("old");
		struct run *new_run = make_run("new");
		struct judged judged;

		for (size_t i = 0; i < 20; i++) {
			char name[32];

			snprintf(name, sizeof(name), "a/%02zu", i);
			make_boots(old_run, name, olds, 5);
			make_boots(new_run, name, i < n_slow ? news : olds, 5);
		}
		judged = judge_runs(old_run, new_run, &gate_rules_default);
		/* Of 252 ways 12 have 21 or more of 25 pairs. */
		assert_near(judged.result.rows[0].tests[METRIC_MEDIAN].p_worse, 12.0 / 252, 1e-9);
		assert_int_equal(judged.result.count[VERDICT_REGRESSED], n_slow == 20 ? 20 : 0);
		judged_free(&judged);
	}
}

static void boots_without_a_result_leave_the_others_a_verdict(void **state)
{
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");
	struct judged judged;

	(void)state;
	make_noisy_cell(old_run, "a/b", 1, 8);
	make_noisy_cell(new_run, "a/b", 1.03, 8);
	new_run->cells[2].status = CELL_MISSING;
	new_run->cells[2].error = make_str("no answer for 60 s");
	judged = judge_runs(old_run, new_run, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_REGRESSED);
	assert_int_equal(judged.result.rows[0].n_new, 7);
	assert_string_equal(judged.result.rows[0].why,
			    "new: 1 of 8 boots gave no result: no answer for 60 s");
	judged_free(&judged);
}

static void figures_that_no_counter_gives_are_missing(void **state)
{
	static const double rows[] = { -1, NAN, INFINITY, 1e30 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct judged judged = judge_factor(1, 7, 0, &gate_rules_default);
		struct gate_result again;

		judged.old_set.items[0].boots[3].median = rows[i];
		assert_int_equal(
			gate_judge(&judged.old_set, &judged.new_set, &gate_rules_default, &again),
			0);
		assert_int_equal(again.rows[0].verdict, VERDICT_MISSING);
		assert_says(&again.rows[0], "old: no figures, or such that no counter gives");
		gate_free(&again);
		judged_free(&judged);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_percent_are_seen_among_one_and_among_50_cells),
		cmocka_unit_test(
			a_shift_below_the_floor_is_unchanged_and_says_what_would_have_been_seen),
		cmocka_unit_test(a_slowdown_of_what_sees_says_is_seen),
		cmocka_unit_test(a_large_shift_below_a_noisy_floor_is_not_unchanged),
		cmocka_unit_test(few_boots_are_inconclusive_and_more_are_asked_for),
		cmocka_unit_test(a_difference_that_three_boots_cannot_prove_is_inconclusive),
		cmocka_unit_test(one_outlier_is_no_regression_and_hides_none),
		cmocka_unit_test(constant_medians_are_no_special_case),
		cmocka_unit_test(a_median_of_nothing_is_held_against_ticks),
		cmocka_unit_test(more_boots_are_what_the_overlap_asks_for),
		cmocka_unit_test(noise_that_would_hide_a_slowdown_is_not_called_unchanged),
		cmocka_unit_test(discoveries_are_judged_together),
		cmocka_unit_test(boots_without_a_result_leave_the_others_a_verdict),
		cmocka_unit_test(figures_that_no_counter_gives_are_missing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
