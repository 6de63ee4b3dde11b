/* SPDX-License-Identifier: Apache-2.0 */
/* What a shift must be larger than; and the p99, which has a floor more. */
#include <math.h>

#include "make_figures.h"

#define TAIL_SAMPLES 1000u

static struct judged judge_boots(const double *olds, size_t n_old, const double *news, size_t n_new)
{
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");

	make_boots(old_run, "a/b", olds, n_old);
	make_boots(new_run, "a/b", news, n_new);
	return judge_runs(old_run, new_run, &gate_rules_default);
}

static void a_coarse_clock_has_a_floor_of_two_ticks(void **state)
{
	static const uint64_t olds[] = { 40, 40, 41, 40, 40, 39, 40 };
	static const struct {
		uint64_t more;
		enum verdict verdict;
	} rows[] = { { 0, VERDICT_UNCHANGED }, { 1, VERDICT_UNCHANGED }, { 3, VERDICT_REGRESSED } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct run *old_run = make_run("old");
		struct run *new_run = make_run("new");
		struct judged judged;
		const struct gate_test *test;

		for (unsigned boot = 0; boot < COUNT_OF(olds); boot++) {
			uint64_t more = olds[boot] + rows[i].more;

			make_boot(old_run, "a/b", "cntvct", boot, &olds[boot], 1);
			make_boot(new_run, "a/b", "cntvct", boot, &more, 1);
		}
		judged = judge_runs(old_run, new_run, &gate_rules_default);
		test = &judged.result.rows[0].tests[METRIC_MEDIAN];
		assert_int_equal(judged.result.rows[0].verdict, rows[i].verdict);
		assert_int_equal(test->floor_by, FLOOR_TICKS);
		assert_near(test->floor, 2.0 / 40, 1e-12);
		judged_free(&judged);
	}
}

/* One tick is 40 %: boots do not make it less. */
static void a_clock_that_is_too_coarse_is_not_helped_by_boots(void **state)
{
	struct run *runs[2];
	struct judged judged;

	(void)state;
	for (size_t side = 0; side < 2; side++) {
		runs[side] = make_run("id");
		for (unsigned boot = 0; boot < 9; boot++) {
			make_boot(runs[side], "a/b", "cntvct", boot, &(uint64_t){ 5 }, 1)->step = 2;
		}
	}
	judged = judge_runs(runs[0], runs[1], &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(judged.result.rows[0].more_boots, 0);
	assert_says(&judged.result.rows[0], "a slowdown below 80.0 % would not have been seen");
	judged_free(&judged);
}

static void a_cell_with_two_modes_has_the_floor_of_its_halves(void **state)
{
	/* Both sides have the modes 100 and 110; the new one's boots happened to be in the upper one. */
	static const double olds[] = { 100, 110, 100.1, 109.9, 100.2, 110.1, 99.9 };
	static const double news[] = { 109.95, 110, 110.2, 109.8, 110.15, 110.05, 109.85 };
	static const double more[] = { 130, 120, 130.2, 129.8, 130.1, 129.9, 130.3 };
	struct judged judged = judge_boots(olds, 7, news, 7);
	const struct gate_test *test = &judged.result.rows[0].tests[METRIC_MEDIAN];

	(void)state;
	assert_int_equal(test->floor_by, FLOOR_AA);
	assert_in_range((unsigned)(test->floor * 1000), 90, 105);
	assert_true(test->p_worse < 0.05);
	assert_true(judged.result.rows[0].verdict != VERDICT_REGRESSED);
	judged_free(&judged);

	judged = judge_boots(olds, 7, more, 7);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_REGRESSED);
	judged_free(&judged);
}

/* A slowdown of 10 % would have drowned in it: more boots tell, "unchanged" would not be true. */
static void noise_is_no_excuse_for_what_is_not_seen(void **state)
{
	static const double olds[] = { 70, 130, 85, 115, 100, 78, 122 };
	static const double news[] = { 72, 128, 86, 114, 101, 80, 120 };
	struct judged judged = judge_boots(olds, 7, news, 7);
	const struct gate_row *row = &judged.result.rows[0];

	(void)state;
	assert_int_equal(row->tests[METRIC_MEDIAN].floor_by, FLOOR_AA);
	assert_true(row->tests[METRIC_MEDIAN].floor > 0.2);
	assert_true(row->tests[METRIC_MEDIAN].fixed_floor == 0.02);
	assert_int_equal(row->verdict, VERDICT_INCONCLUSIVE);
	assert_true(row->more_boots > 0);
	judged_free(&judged);
}

/* Four values, halves of two: of the three ways {1, 2 | 3, 4} differs most. Worked by hand. */
static void halves_are_compared_in_all_ways(void **state)
{
	static const double spread[] = { 100, 130, 110, 101 };
	static const double equal[] = { 100, 100, 100, 100 };
	struct judged judged = judge_boots(equal, 4, spread, 4);
	const struct gate_test *test = &judged.result.rows[0].tests[METRIC_MEDIAN];

	(void)state;
	/* {100, 101} and {110, 130}: 9, 10, 29, 30; the median is 19.5 */
	assert_near(test->floor, 0.195, 1e-9);
	judged_free(&judged);

	/* With three boots there are no halves to speak of. */
	judged = judge_boots(equal, 3, spread, 3);
	assert_true(judged.result.rows[0].tests[METRIC_MEDIAN].floor == 0.02);
	judged_free(&judged);
}

static void many_boots_are_split_at_random_and_the_same_each_time(void **state)
{
	double olds[90];
	double floors[2];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(olds); i++) {
		olds[i] = 100 + (double)(i * 37 % 90) / 2;
	}
	for (size_t n = 20; n <= 90; n += 70) {
		for (size_t i = 0; i < 2; i++) {
			struct judged judged = judge_boots(olds, n, olds, n);

			floors[i] = judged.result.rows[0].tests[METRIC_MEDIAN].floor;
			assert_int_equal(judged.result.rows[0].tests[METRIC_MEDIAN].floor_by,
					 FLOOR_AA);
			judged_free(&judged);
		}
		assert_true(floors[0] == floors[1]);
		assert_in_range((unsigned)(floors[0] * 1000), 30, 150);
	}
}

static void link_orders_that_differ_are_a_floor(void **state)
{
	/* Two boots of each of three link orders: 100, 104, 102. */
	static const double olds[] = { 100, 104, 102, 100.2, 104.2, 102.2 };
	static const double news[] = { 104.1, 104.0, 104.2, 104.3, 104.4, 104.5 };
	static const struct {
		unsigned n_layouts;
		enum gate_floor by;
		double floor;
		enum verdict verdict;
	} rows[] = {
		{ 3, FLOOR_LAYOUT, 4.0 / 102.1, VERDICT_UNCHANGED },
		/* Each boot has a link order of its own: it is in the spread. */
		{ 6, FLOOR_AA, 2.0 / 102.1, VERDICT_REGRESSED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct run *old_run = make_run("old");
		struct run *new_run = make_run("new");
		struct judged judged;
		const struct gate_test *test;

		make_boots(old_run, "a/b", olds, 6);
		make_boots(new_run, "a/b", news, 6);
		for (unsigned boot = 0; boot < 6; boot++) {
			old_run->cells[boot].layout = boot % rows[i].n_layouts;
		}
		judged = judge_runs(old_run, new_run, &gate_rules_default);
		test = &judged.result.rows[0].tests[METRIC_MEDIAN];
		if (rows[i].by == FLOOR_LAYOUT) {
			assert_int_equal(test->floor_by, FLOOR_LAYOUT);
			assert_near(test->floor, rows[i].floor, 1e-9);
		} else {
			assert_true(test->floor_by != FLOOR_LAYOUT);
		}
		judged_free(&judged);
	}
}

/* Seven boots of 1000 samples of 100, where the slowest 20 are @tail and a little more from boot to boot. */
static void add_tails(struct run *run, uint64_t tail, size_t n)
{
	uint64_t samples[TAIL_SAMPLES];

	for (unsigned boot = 0; boot < 7; boot++) {
		for (size_t i = 0; i < n; i++) {
			samples[i] = i < n - n / 50 ? 1000 : tail + boot;
		}
		make_boot(run, "a/b", "cntvct", boot, samples, n);
	}
}

static struct judged judge_tails(uint64_t old_tail, uint64_t new_tail, size_t n,
				 const struct gate_rules *rules)
{
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");

	add_tails(old_run, old_tail, n);
	add_tails(new_run, new_tail, n);
	return judge_runs(old_run, new_run, rules);
}

static void a_longer_tail_alone_is_a_regression_and_a_shorter_one_is_no_verdict(void **state)
{
	struct judged judged = judge_tails(1500, 2000, TAIL_SAMPLES, &gate_rules_default);
	const struct gate_row *row = &judged.result.rows[0];

	(void)state;
	assert_int_equal(row->verdict, VERDICT_REGRESSED);
	assert_int_equal(row->metric, METRIC_P99);
	assert_true(row->old_value == 1503 && row->new_value == 2003);
	assert_true(row->tests[METRIC_MEDIAN].shift == 0);
	assert_true(row->tests[METRIC_P99].floor == 0.10);
	judged_free(&judged);

	judged = judge_tails(2000, 1500, TAIL_SAMPLES, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_UNCHANGED);
	judged_free(&judged);

	/* Less than a tenth. */
	judged = judge_tails(1500, 1600, TAIL_SAMPLES, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_UNCHANGED);
	judged_free(&judged);
}

static void a_p99_is_not_made_of_256_samples(void **state)
{
	struct judged judged = judge_tails(1500, 2000, 256, &gate_rules_default);

	(void)state;
	assert_false(judged.result.rows[0].tests[METRIC_P99].is_made);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_UNCHANGED);
	judged_free(&judged);
}

static void a_tail_is_suspected_first_where_it_can_be_confirmed(void **state)
{
	struct gate_rules rules = gate_rules_default;
	struct judged judged;

	(void)state;
	rules.can_confirm = true;
	judged = judge_tails(1500, 2000, TAIL_SAMPLES, &rules);
	assert_true(judged.result.rows[0].is_suspect);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_says(&judged.result.rows[0], "p99 +33.3 %, not confirmed yet");
	judged_free(&judged);

	/* By the screen alone: nothing is a discovery. */
	rules.fdr = 1e-5;
	judged = judge_tails(1500, 2000, TAIL_SAMPLES, &rules);
	assert_true(judged.result.rows[0].is_suspect);
	judged_free(&judged);
	rules.can_confirm = false;
	judged = judge_tails(1500, 2000, TAIL_SAMPLES, &rules);
	assert_true(judged.result.rows[0].verdict != VERDICT_REGRESSED);
	assert_says(&judged.result.rows[0], "p99 +33.3 % may be chance");
	judged_free(&judged);
}

/* Tails in which the p99 of a boot may as well be 1000 as 3000. */
static void a_p99_that_a_boot_cannot_place_has_that_floor(void **state)
{
	struct run *runs[2];
	struct judged judged;
	const struct gate_test *test;

	(void)state;
	for (size_t side = 0; side < 2; side++) {
		runs[side] = make_run("id");
		for (unsigned boot = 0; boot < 7; boot++) {
			uint64_t samples[TAIL_SAMPLES];

			for (size_t i = 0; i < TAIL_SAMPLES; i++) {
				samples[i] = i < TAIL_SAMPLES - 11 ? 1000 : 3000;
			}
			make_boot(runs[side], "a/b", "cntvct", boot, samples, TAIL_SAMPLES);
		}
	}
	judged = judge_runs(runs[0], runs[1], &gate_rules_default);
	test = &judged.result.rows[0].tests[METRIC_P99];
	assert_true(test->is_made);
	assert_int_equal(test->floor_by, FLOOR_ORDER);
	assert_near(test->floor, 1000 / test->old_value, 1e-9);
	judged_free(&judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_coarse_clock_has_a_floor_of_two_ticks),
		cmocka_unit_test(a_clock_that_is_too_coarse_is_not_helped_by_boots),
		cmocka_unit_test(a_cell_with_two_modes_has_the_floor_of_its_halves),
		cmocka_unit_test(noise_is_no_excuse_for_what_is_not_seen),
		cmocka_unit_test(halves_are_compared_in_all_ways),
		cmocka_unit_test(many_boots_are_split_at_random_and_the_same_each_time),
		cmocka_unit_test(link_orders_that_differ_are_a_floor),
		cmocka_unit_test(
			a_longer_tail_alone_is_a_regression_and_a_shorter_one_is_no_verdict),
		cmocka_unit_test(a_p99_is_not_made_of_256_samples),
		cmocka_unit_test(a_tail_is_suspected_first_where_it_can_be_confirmed),
		cmocka_unit_test(a_p99_that_a_boot_cannot_place_has_that_floor),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
