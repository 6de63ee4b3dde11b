/* SPDX-License-Identifier: Apache-2.0 */
/* Published tables, scipy, and intervals of samples whose quantile is known. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/order.h"
#include "stats/random.h"
#include "stats_expected.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Tables of intervals for the median, to the digits printed: Hollander and Wolfe, "Nonparametric Statistical
 * Methods", 3.6; n = 100: Hahn and Meeker, "Statistical Intervals", 5.2. */
static void intervals_of_the_median(void **state)
{
	const struct {
		size_t n;
		double confidence;
		size_t low;
		size_t high;
		double coverage;
	} rows[] = {
		{ 8, 0.90, 2, 7, 0.930 },     { 10, 0.95, 2, 9, 0.979 },
		{ 15, 0.95, 4, 12, 0.965 },   { 17, 0.95, 5, 13, 0.951 },
		{ 20, 0.95, 6, 15, 0.959 },   { 19, 0.99, 4, 16, 0.996 },
		{ 100, 0.95, 40, 61, 0.965 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct order_interval got;

		assert_true(order_interval_find(rows[i].n, 50, rows[i].confidence, &got));
		assert_int_equal(got.low, rows[i].low);
		assert_int_equal(got.high, rows[i].high);
		assert_true(fabs(got.coverage - rows[i].coverage) <= 0.0005);
	}
}

static void scipy_has_the_same_ranks(void **state)
{
	struct expected expected;

	(void)state;
	expected_open(&expected, "order");
	while (expected_next(&expected)) {
		struct order_interval got = { 0 };
		bool has_one = order_interval_find((size_t)expected_number(&expected, 0),
						   (unsigned)expected_number(&expected, 1),
						   expected_number(&expected, 2), &got);

		assert_int_equal(has_one, expected_number(&expected, 3) > 0);
		assert_int_equal(got.low, (size_t)expected_number(&expected, 3));
		assert_int_equal(got.high, (size_t)expected_number(&expected, 4));
		/* scipy's own coverage of a million samples is good to some 9 digits. */
		assert_true(fabs(got.coverage - expected_number(&expected, 5)) < 1e-9);
	}
	assert_int_equal(expected.n_rows, 225);
}

/* 1 - 0.99^n - ... : the first n for which the interval of p99 ends below the maximum. */
static void few_samples_say_nothing_about_p99(void **state)
{
	struct order_interval got = { .low = 42 };
	size_t n = 1;

	(void)state;
	assert_false(order_interval_find(100, 99, 0.95, &got));
	assert_int_equal(got.low, 42);
	while (!order_interval_find(n, 99, 0.95, &got)) {
		n++;
	}
	/* More than n - 2 samples below p99: 0.99^n + n 0.01 0.99^(n - 1) is at most 0.025. */
	assert_true(pow(0.99, (double)n) + (double)n * 0.01 * pow(0.99, (double)n - 1) <= 0.025);
	n--;
	assert_true(pow(0.99, (double)n) + (double)n * 0.01 * pow(0.99, (double)n - 1) > 0.025);
}

/* What is drawn has its p90 at 0.9, so the share of intervals that hold it is the coverage. */
static void as_many_intervals_hold_the_quantile_as_they_say(void **state)
{
	struct random random = { 6 };
	struct order_interval got;
	size_t held = 0;
	size_t rounds = 4000;

	(void)state;
	assert_true(order_interval_find(100, 90, 0.95, &got));
	for (size_t round = 0; round < rounds; round++) {
		size_t below = 0;

		for (size_t i = 0; i < 100; i++) {
			below += random_unit(&random) < 0.9;
		}
		/* Of low-th and high-th smallest: the first is below 0.9, the second is not. */
		held += below >= got.low && below < got.high;
	}
	assert_true(fabs((double)held / (double)rounds - got.coverage) < 0.012);
}

static void as_many_samples_as_there_may_be(void **state)
{
	struct order_interval got;

	(void)state;
	assert_true(order_interval_find(1000000000, 99, 0.95, &got));
	/* 990 000 000 and 1.96 times sqrt(n 0.99 0.01). */
	assert_true(fabs((double)got.low - (990e6 - 6167)) < 3);
	assert_true(fabs((double)got.high - (990e6 + 6167)) < 3);
}

static void what_makes_no_sense_has_none(void **state)
{
	const double confidences[] = { 0, 1, -1, 2, NAN };
	struct order_interval got;

	(void)state;
	assert_false(order_interval_find(0, 50, 0.95, &got));
	assert_false(order_interval_find(1, 50, 0.95, &got));
	assert_false(order_interval_find(100, 0, 0.95, &got));
	assert_false(order_interval_find(100, 100, 0.95, &got));
	assert_false(order_interval_find(100, 101, 0.95, &got));
	for (size_t i = 0; i < COUNT_OF(confidences); i++) {
		assert_false(order_interval_find(100, 50, confidences[i], &got));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_of_the_median),
		cmocka_unit_test(scipy_has_the_same_ranks),
		cmocka_unit_test(few_samples_say_nothing_about_p99),
		cmocka_unit_test(as_many_intervals_hold_the_quantile_as_they_say),
		cmocka_unit_test(as_many_samples_as_there_may_be),
		cmocka_unit_test(what_makes_no_sense_has_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
