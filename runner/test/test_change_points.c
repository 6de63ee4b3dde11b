/* SPDX-License-Identifier: Apache-2.0 */
/* A published series, the definition on small ones, and series whose changes are known. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/change_points.h"
#include "stats/energy.h"
#include "stats/random.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct change_rules rules = {
	.min_segment = 3, .alpha = 0.01, .effect = 0.02, .permutations = 199, .seed = 1
};

struct found {
	struct change_point *points;
	size_t n;
};

static struct found find_by(const double *values, size_t n, const struct change_rules *by)
{
	struct found found;

	assert_int_equal(change_points_find(values, n, by, &found.points, &found.n), 0);
	return found;
}

/* The points are where they should be, give or take @off. */
static void check_points(const double *values, size_t n, const size_t *want, size_t n_want,
			 size_t off)
{
	struct found found = find_by(values, n, &rules);

	assert_int_equal(found.n, n_want);
	for (size_t i = 0; i < n_want; i++) {
		assert_in_range(found.points[i].at + off, want[i], want[i] + 2 * off);
		assert_true(found.points[i].p > 0 && found.points[i].p <= 0.01);
	}
	free(found.points);
}

static void draw(struct random *random, double *values, size_t n, double mean, double spread)
{
	for (size_t i = 0; i < n; i++) {
		values[i] = mean + spread * random_normal(random);
	}
}

static void add(double *values, size_t first, size_t end, double what)
{
	for (size_t i = first; i < end; i++) {
		values[i] += what;
	}
}

/* Flow of the Nile at Aswan, 1871 to 1970. Cobb, Biometrika 65 (1978), and all who took it up: one change,
 * between 1898 and 1899. */
static void the_nile_fell_in_1899(void **state)
{
	const double nile[] = { 1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140,
				995,  935,  1110, 994,  1020, 960,  1180, 799,  958,  1140,
				1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,
				874,  694,  940,  833,  701,  916,  692,  1020, 1050, 969,
				831,  726,  456,  824,  702,  1120, 1100, 832,  764,  821,
				768,  845,  864,  862,  698,  845,  744,  796,  1040, 759,
				781,  865,  845,  944,  984,  897,  822,  1010, 771,  676,
				649,  846,  812,  742,  801,  1040, 860,  874,  848,  890,
				744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,
				1020, 906,  901,  1170, 912,  746,  919,  718,  714,  740 };
	struct found found = find_by(nile, COUNT_OF(nile), &rules);

	(void)state;
	assert_int_equal(COUNT_OF(nile), 100);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.points[0].at, 1899 - 1871);
	assert_true(found.points[0].before == 1130); /* medians of the 28 and the 72 */
	assert_true(found.points[0].after == 842.5);
	assert_true(found.points[0].p == 1.0 / 200);
	free(found.points);
}

/* Means over all pairs, by three loops. */
static double find_difference(const double *values, size_t n, size_t at)
{
	double m = (double)at;
	double k = (double)(n - at);
	double sums[3] = { 0 }; /* before, across, after */

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			sums[(i >= at) + (j >= at)] += fabs(values[i] - values[j]);
		}
	}
	return m * k / (m + k) *
	       (2 * sums[1] / (m * k) - 2 * sums[0] / (m * (m - 1)) - 2 * sums[2] / (k * (k - 1)));
}

static void a_split_is_where_the_definition_has_it(void **state)
{
	struct random random = { 21 };
	double values[60];

	(void)state;
	for (size_t round = 0; round < 200; round++) {
		size_t n = 6 + random_below(&random, 55);
		double largest = -INFINITY;
		size_t at;

		draw(&random, values, n, 1e6, 10);
		add(values, n / 3, n, 7 * (double)(round % 3));
		for (size_t i = 0; i < n && round % 2 == 0; i++) {
			values[i] = 10 * floor(values[i] / 10);
		}
		for (size_t place = 3; place + 3 <= n; place++) {
			largest = fmax(largest, find_difference(values, n, place));
		}
		assert_int_equal(energy_split(values, n, 3, &at), 0);
		assert_in_range(at, 3, n - 3);
		assert_true(fabs(find_difference(values, n, at) - largest) <= 1e-6);
	}
}

static void several_changes_of_one_series(void **state)
{
	struct random random = { 22 };
	const size_t want[] = { 40, 70, 100 };
	double values[150];

	(void)state;
	draw(&random, values, 150, 1000, 5);
	add(values, 40, 150, 40);
	add(values, 70, 150, -60);
	add(values, 100, 150, 100);
	check_points(values, 150, want, 3, 0);
}

/* Slower for five runs, then mended. One cut in two halves alone would not see it. */
static void what_comes_and_goes(void **state)
{
	struct random random = { 23 };
	const size_t want[] = { 20, 25 };
	double values[50];

	(void)state;
	draw(&random, values, 50, 100, 0.5);
	add(values, 20, 25, 10);
	check_points(values, 50, want, 2, 0);
}

static void the_last_runs_of_a_short_history(void **state)
{
	struct random random = { 24 };
	const size_t want[] = { 22 };
	double values[25];

	(void)state;
	draw(&random, values, 25, 100, 0.5);
	add(values, 22, 25, 10);
	check_points(values, 25, want, 1, 0);
}

/* Past 64 values places are left out, so that the ends have to be looked at as closely as before. */
static void ten_thousand_runs(void **state)
{
	struct random random = { 25 };
	const size_t want[] = { 2000, 4500, 7000, 9990 };
	double *values = malloc(10000 * sizeof(*values));

	(void)state;
	assert_non_null(values);
	draw(&random, values, 10000, 100, 1);
	add(values, 2000, 10000, 5);
	add(values, 4500, 10000, -4);
	add(values, 7000, 10000, 6);
	add(values, 9990, 10000, 8);
	check_points(values, 10000, want, 4, 2);
	free(values);
}

static void one_outlier_is_no_change(void **state)
{
	struct random random = { 26 };
	double values[60];

	(void)state;
	draw(&random, values, 60, 100, 1);
	values[30] = 1e6;
	check_points(values, 60, NULL, 0, 0);
}

static void constant_tied_and_short_series_have_none(void **state)
{
	double values[100];

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		values[i] = 110;
	}
	for (size_t n = 0; n <= 100; n++) {
		check_points(values, n, NULL, 0, 0);
	}
	for (size_t i = 0; i < 100; i++) {
		values[i] = 110 + 20 * (double)(i % 2);
	}
	check_points(values, 100, NULL, 0, 0);
	/* Five values are less than two segments, however far apart. */
	check_points((const double[]){ 1, 1, 100, 100, 100 }, 5, NULL, 0, 0);
}

/* As exact figures are: two constants, no noise. */
static void a_step_between_two_constants(void **state)
{
	const size_t want[] = { 12 };
	double values[30];

	(void)state;
	for (size_t i = 0; i < 30; i++) {
		values[i] = i < 12 ? 110 : 115;
	}
	check_points(values, 30, want, 1, 0);
}

/* 1 % is found with no gate on the effect, and gone with one of 2 %; the larger one beside it stays, and its
 * medians are those of the segments that are left. */
static void an_effect_too_small_is_left_out(void **state)
{
	struct random random = { 27 };
	struct change_rules all = rules;
	double values[120];
	struct found found;

	(void)state;
	draw(&random, values, 120, 1000, 1);
	add(values, 40, 120, 10);
	add(values, 80, 120, 100);
	all.effect = 0;
	found = find_by(values, 120, &all);
	assert_int_equal(found.n, 2);
	assert_int_equal(found.points[0].at, 40);
	assert_int_equal(found.points[1].at, 80);
	free(found.points);
	found = find_by(values, 120, &rules);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.points[0].at, 80);
	assert_true(found.points[0].before > 1000 && found.points[0].before < 1010);
	assert_true(fabs(found.points[0].after - 1110) < 1);
	free(found.points);
}

/* 1.5 % and then 1 %: the smaller goes, and with what was behind it the other is 2.5 %. */
static void the_smallest_effect_goes_first(void **state)
{
	struct random random = { 30 };
	double values[120];
	struct found found;

	(void)state;
	draw(&random, values, 120, 1000, 0.5);
	add(values, 40, 120, 15);
	add(values, 60, 120, 10);
	found = find_by(values, 120, &rules);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.points[0].at, 40);
	assert_true(fabs(found.points[0].before - 1000) < 1);
	assert_true(fabs(found.points[0].after - 1025) < 1);
	free(found.points);
}

/* Three and three around one: with a stretch of one it would end there. */
static void no_stretch_is_shorter_than_asked_for(void **state)
{
	const double values[] = { 0, 0, 0, 9, 0, 0, 0 };
	struct random random = { 31 };
	struct energy_test test;

	(void)state;
	assert_int_equal(energy_test(values, 7, 3, 0.01, 199, &random, &test), 0);
	assert_int_equal(test.end, 7);
}

/* Two of 200 as large, itself among them, are 0.01; the third decides. */
static void a_test_ends_when_it_is_decided(void **state)
{
	struct random random = { 32 };
	struct energy_test test;
	double values[40];

	(void)state;
	draw(&random, values, 40, 100, 1);
	assert_int_equal(energy_test(values, 40, 3, 0.01, 199, &random, &test), 0);
	assert_true(test.p == 3.0 / 200);
}

/* Exact sums, so both steps of it are as good. */
static void the_first_of_two_equal_splits_is_taken(void **state)
{
	const double values[] = { 0, 0, 0, 8, 8, 8, 0, 0, 0 };
	size_t at;

	(void)state;
	assert_int_equal(energy_split(values, 9, 3, &at), 0);
	assert_int_equal(at, 3);
}

/* Places that stood as far apart here as in the middle would have six of these with forty others. */
static void the_ends_of_a_long_series_are_looked_at_closely(void **state)
{
	struct random random = { 33 };
	const size_t want[] = { 5994 };
	double *values = malloc(6000 * sizeof(*values));

	(void)state;
	assert_non_null(values);
	draw(&random, values, 6000, 100, 1);
	add(values, 5994, 6000, 3.5);
	check_points(values, 6000, want, 1, 1);
	free(values);
}

static void any_change_from_nothing_is_one(void **state)
{
	double values[40] = { 0 };
	struct found found;

	(void)state;
	add(values, 20, 40, 1e-9);
	found = find_by(values, 40, &rules);
	assert_int_equal(found.n, 1);
	assert_true(found.points[0].before == 0 && found.points[0].after == 1e-9);
	free(found.points);
}

/* Without a change the first test alone decides: at most alpha of the series have a point. 400 series at
 * 0.01: 12 would be seen once in 1000 times. */
static void no_change_gives_no_more_points_than_alpha(void **state)
{
	struct random random = { 28 };
	struct change_rules all = rules;
	size_t alarms = 0;

	(void)state;
	all.effect = 0;
	for (size_t round = 0; round < 400; round++) {
		double values[20];
		struct found found;

		all.seed = round;
		draw(&random, values, 20, 100, 2);
		found = find_by(values, 20, &all);
		alarms += found.n > 0;
		free(found.points);
	}
	assert_true(alarms < 12);
}

static void the_same_seed_gives_the_same_points(void **state)
{
	struct random random = { 29 };
	double values[80];
	struct found first;

	(void)state;
	draw(&random, values, 80, 100, 3);
	add(values, 50, 80, 6);
	first = find_by(values, 80, &rules);
	for (size_t round = 0; round < 3; round++) {
		struct found again = find_by(values, 80, &rules);

		assert_int_equal(again.n, first.n);
		assert_memory_equal(again.points, first.points, first.n * sizeof(*first.points));
		free(again.points);
	}
	free(first.points);
}

static void what_makes_no_sense_is_refused(void **state)
{
	const struct change_rules bad[] = {
		{ .min_segment = 1, .alpha = 0.01, .permutations = 199 },
		{ .min_segment = SIZE_MAX, .alpha = 0.01, .permutations = 199 },
		{ .min_segment = 3, .alpha = 0, .permutations = 199 },
		{ .min_segment = 3, .alpha = 1, .permutations = 199 },
		{ .min_segment = 3, .alpha = NAN, .permutations = 199 },
		{ .min_segment = 3, .alpha = 0.01, .permutations = 0 },
		{ .min_segment = 3, .alpha = 0.01, .permutations = 199, .effect = -1 },
		{ .min_segment = 3, .alpha = 0.01, .permutations = 199, .effect = NAN },
	};
	double values[] = { 1, 2, 3, 4, 5, 6 };
	struct change_point *points = NULL;
	size_t n = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(change_points_find(values, 6, &bad[i], &points, &n), -EINVAL);
	}
	values[3] = NAN;
	assert_int_equal(change_points_find(values, 6, &rules, &points, &n), -EINVAL);
	values[3] = INFINITY;
	assert_int_equal(change_points_find(values, 6, &rules, &points, &n), -EINVAL);
	assert_null(points);
	assert_int_equal(n, 42);
}

/* Differences of these are infinite: no answer is asked for, but no fault either. */
static void values_at_the_end_of_a_double_do_no_harm(void **state)
{
	double values[20];
	struct found found;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		values[i] = i < 10 ? -1.7e308 : 1.7e308;
	}
	found = find_by(values, 20, &rules);
	assert_true(found.n <= 6);
	free(found.points);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nile_fell_in_1899),
		cmocka_unit_test(a_split_is_where_the_definition_has_it),
		cmocka_unit_test(several_changes_of_one_series),
		cmocka_unit_test(what_comes_and_goes),
		cmocka_unit_test(the_last_runs_of_a_short_history),
		cmocka_unit_test(ten_thousand_runs),
		cmocka_unit_test(one_outlier_is_no_change),
		cmocka_unit_test(constant_tied_and_short_series_have_none),
		cmocka_unit_test(a_step_between_two_constants),
		cmocka_unit_test(an_effect_too_small_is_left_out),
		cmocka_unit_test(the_smallest_effect_goes_first),
		cmocka_unit_test(no_stretch_is_shorter_than_asked_for),
		cmocka_unit_test(a_test_ends_when_it_is_decided),
		cmocka_unit_test(the_first_of_two_equal_splits_is_taken),
		cmocka_unit_test(the_ends_of_a_long_series_are_looked_at_closely),
		cmocka_unit_test(any_change_from_nothing_is_one),
		cmocka_unit_test(no_change_gives_no_more_points_than_alpha),
		cmocka_unit_test(the_same_seed_gives_the_same_points),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(values_at_the_end_of_a_double_do_no_harm),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
