/* SPDX-License-Identifier: Apache-2.0 */
/* Published examples, scipy, and the definition on small sets. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/normal.h"
#include "stats/random.h"
#include "stats/rank_sum.h"
#include "stats/shift.h"
#include "stats_expected.h"

#define COUNT_OF(array)            (sizeof(array) / sizeof((array)[0]))
#define ESTIMATE(a, b, confidence) estimate((a), COUNT_OF(a), (b), COUNT_OF(b), confidence)
#define DETECTABLE(a, b, alpha)    detectable((a), COUNT_OF(a), (b), COUNT_OF(b), alpha)

static struct shift estimate(const double *a, size_t n_a, const double *b, size_t n_b,
			     double confidence)
{
	struct shift out;

	assert_int_equal(shift_estimate(a, n_a, b, n_b, confidence, &out), 0);
	return out;
}

static double detectable(const double *a, size_t n_a, const double *b, size_t n_b, double alpha)
{
	double out;

	assert_int_equal(shift_detectable(a, n_a, b, n_b, alpha, &out), 0);
	return out;
}

/* Hollander and Wolfe, "Nonparametric Statistical Methods", table 4.1 and example 4.3; the R package coin
 * prints: estimate -0.305, 95 percent confidence interval -0.76 to 0.15. */
static void permeability_of_the_chorioamnion(void **state)
{
	const double term[] = { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46 };
	const double early[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };
	struct shift got = ESTIMATE(term, early, 0.95);

	(void)state;
	assert_true(expected_near(got.estimate, -0.305, 1e-12));
	assert_true(expected_near(got.low, -0.76, 1e-12));
	assert_true(expected_near(got.high, 0.15, 1e-12));
}

static double p_after(const double *a, size_t n_a, const double *b, size_t n_b, double by)
{
	struct rank_sum test;
	double moved[16];

	for (size_t i = 0; i < n_b; i++) {
		moved[i] = b[i] + by;
	}
	assert_int_equal(rank_sum_test(a, n_a, moved, n_b, &test), 0);
	return test.p_greater;
}

/* Mehta and Patel, "StatXact 5", table 9.6; the R package exactRankTests checks an estimate of 9.5 and an
 * upper limit of 22 against it. Its lower limit, -4, comes of the ties that there are without a shift; the
 * test itself rejects all shifts from there to 0. */
static void blood_pressure_with_ties(void **state)
{
	const double treated[] = { 94, 108, 110, 90 };
	const double control[] = { 80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88 };
	struct shift got = ESTIMATE(control, treated, 0.95);

	(void)state;
	assert_true(got.estimate == 9.5);
	assert_true(got.low == 0);
	assert_true(got.high == 22);
	assert_true(p_after(control, 11, treated, 4, 0.5) <= 0.025);
	assert_true(p_after(control, 11, treated, 4, 3.5) <= 0.025);
	assert_true(p_after(control, 11, treated, 4, -0.5) > 0.025);
}

static void scipy_inverts_to_the_same_interval(void **state)
{
	struct expected expected;
	double a[EXPECTED_SET_MAX];
	double b[EXPECTED_SET_MAX];

	(void)state;
	expected_open(&expected, "shift");
	while (expected_next(&expected)) {
		size_t n_a = expected_set(&expected, 0, a);
		size_t n_b = expected_set(&expected, 1, b);
		struct shift got = estimate(a, n_a, b, n_b, expected_number(&expected, 2));

		assert_true(expected_near(got.estimate, expected_number(&expected, 3), 1e-12));
		assert_true(expected_near(got.low, expected_number(&expected, 4), 1e-12));
		assert_true(expected_near(got.high, expected_number(&expected, 5), 1e-12));
	}
	assert_int_equal(expected.n_rows, 30);
}

static void few_values_have_no_interval(void **state)
{
	const double a[] = { 1, 2, 3 };
	const double b[] = { 5, 6, 7 };
	struct shift got = ESTIMATE(a, b, 0.95);

	(void)state;
	assert_true(got.estimate == 4);
	assert_true(got.low == -INFINITY && got.high == INFINITY);
	got = estimate(a, 1, b, 1, 0.5);
	assert_true(got.estimate == 4 && got.low == -INFINITY && got.high == INFINITY);
	/* 1 of 20 ways on each side: 3 v 3 reach 90 percent. */
	got = ESTIMATE(a, b, 0.9);
	assert_true(got.low == 2 && got.high == 6);
}

static void one_outlier_does_not_move_it_far(void **state)
{
	const double a[] = { 100, 101, 102, 103, 104, 105, 106 };
	const double b[] = { 103, 104, 105, 106, 107, 108, 1e9 };
	struct shift got = ESTIMATE(a, b, 0.95);

	(void)state;
	assert_true(got.estimate >= 3 && got.estimate <= 4);
	assert_true(got.high < 10);
}

static void constant_samples(void **state)
{
	const double a[] = { 110, 110, 110, 110 };
	const double b[] = { 120, 120, 120, 120 };
	struct shift got = ESTIMATE(a, b, 0.95);

	(void)state;
	assert_true(got.estimate == 10 && got.low == 10 && got.high == 10);
	/* Anything above nothing separates them. */
	assert_true(DETECTABLE(a, a, 0.05) == 0);
	assert_true(DETECTABLE(b, a, 0.05) == 10);
	assert_true(DETECTABLE(a, b, 0.05) == 0);
}

static void sums_of_two_do_not_overflow(void **state)
{
	const double a[] = { -1e308 };
	const double b[] = { 7e307, 7.5e307 };

	(void)state;
	assert_true(expected_near(ESTIMATE(a, b, 0.5).estimate, 1.725e308, 1e-12));
}

/* By its definition: whole values, so halves tie with nothing. */
static void check_detectable(const double *a, size_t n_a, const double *b, size_t n_b, double alpha)
{
	double got = detectable(a, n_a, b, n_b, alpha);

	if (rank_sum_smallest_p(n_a, n_b) > alpha) {
		assert_true(got == INFINITY);
		return;
	}
	assert_true(got >= 0 && got == floor(got));
	for (size_t by = 0; by < 60; by++) {
		double half = (double)by + 0.5;

		assert_int_equal(p_after(a, n_a, b, n_b, half) <= alpha, half > got);
	}
}

static void the_smallest_slowdown_that_shows(void **state)
{
	struct random random = { 2 };
	double a[8];
	double b[8];

	(void)state;
	for (size_t round = 0; round < 300; round++) {
		const double alphas[] = { 0.3, 0.05, 0.01, 0.001 };
		size_t n_a = 1 + random_below(&random, 8);
		size_t n_b = 1 + random_below(&random, 8);
		uint64_t values =
			round % 2 == 0 ? 6 : 50; /* with ties in a set, and mostly without */

		for (size_t i = 0; i < 8; i++) {
			a[i] = (double)random_below(&random, values);
			b[i] = (double)random_below(&random, values);
		}
		check_detectable(a, n_a, b, n_b, alphas[round / 2 % 4]);
	}
}

/* Past the exact path's end, with ties: the approximation is asked the same question. */
static void the_smallest_slowdown_of_many_values(void **state)
{
	struct random random = { 3 };
	double a[60];
	double b[60];
	double by;
	struct rank_sum test;

	(void)state;
	for (size_t i = 0; i < 60; i++) {
		a[i] = (double)random_below(&random, 40);
		b[i] = (double)random_below(&random, 40);
	}
	by = DETECTABLE(a, b, 0.01);
	for (size_t i = 0; i < 60; i++) {
		b[i] += by + 0.5;
	}
	assert_int_equal(rank_sum_test(a, 60, b, 60, &test), 0);
	assert_true(!test.is_exact && test.p_greater <= 0.01);
	for (size_t i = 0; i < 60; i++) {
		b[i] -= 1;
	}
	assert_int_equal(rank_sum_test(a, 60, b, 60, &test), 0);
	assert_true(test.p_greater > 0.01);
}

/* 1 v 200: the approximation never gets to 0.03, and says so rather than a number. */
static void an_alpha_out_of_reach_is_infinitely_far(void **state)
{
	double many[200];
	const double one[] = { 5 };

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		many[i] = floor((double)i / 2);
	}
	assert_true(detectable(many, 200, one, 1, 0.03) == INFINITY);
	assert_true(isfinite(detectable(many, 200, one, 1, 0.06)));
}

static void what_makes_no_sense_is_refused(void **state)
{
	const double good[] = { 1, 2 };
	const double bad[][2] = { { NAN, 1 }, { 1, INFINITY }, { -INFINITY, 1 } };
	const double shares[] = { 0, 1, -0.1, 1.1, NAN };
	struct shift out = { .estimate = 42 };
	double by = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(shift_estimate(bad[i], 2, good, 2, 0.95, &out), -EINVAL);
		assert_int_equal(shift_estimate(good, 2, bad[i], 2, 0.95, &out), -EINVAL);
		assert_int_equal(shift_detectable(bad[i], 2, good, 2, 0.05, &by), -EINVAL);
		assert_int_equal(shift_detectable(good, 2, bad[i], 2, 0.05, &by), -EINVAL);
	}
	for (size_t i = 0; i < COUNT_OF(shares); i++) {
		assert_int_equal(shift_estimate(good, 2, good, 2, shares[i], &out), -EINVAL);
		assert_int_equal(shift_detectable(good, 2, good, 2, shares[i], &by), -EINVAL);
	}
	assert_int_equal(shift_estimate(good, 0, good, 2, 0.95, &out), -EINVAL);
	assert_int_equal(shift_detectable(good, 2, good, 0, 0.05, &by), -EINVAL);
	assert_true(out.estimate == 42 && by == 42);
}

/* Noether, "Sample size determination for some common nonparametric tests", JASA 82 (1987): with p' = 0.7,
 * one-sided 5 %, power 90 %: N = (1.645 + 1.282)^2 / (3 * 0.04) = 71.4, so 36 on either side. */
static void noether_s_sample_size(void **state)
{
	struct expected expected;

	(void)state;
	assert_int_equal(shift_values_needed(0.7, 0.05, 0.9), 36);
	assert_int_equal(shift_values_needed(0.3, 0.05, 0.9), 36);
	expected_open(&expected, "needed");
	while (expected_next(&expected)) {
		double alpha = expected_number(&expected, 1);
		double want = fmin(ceil(expected_number(&expected, 3)), SHIFT_VALUES_MAX);
		size_t got = shift_values_needed(expected_number(&expected, 0), alpha,
						 expected_number(&expected, 2));

		/* What alpha itself needs is more only where the sets hardly overlap. */
		assert_true((double)got >= want);
		if ((double)got > want) {
			assert_true(rank_sum_smallest_p(got - 1, got - 1) > alpha);
		}
		assert_true(rank_sum_smallest_p(got, got) <= alpha);
	}
	assert_int_equal(expected.n_rows, 54);
}

static void no_difference_needs_too_many(void **state)
{
	(void)state;
	assert_int_equal(shift_values_needed(0.5, 0.05, 0.9), SHIFT_VALUES_MAX);
	assert_int_equal(shift_values_needed(0.5001, 0.05, 0.9), SHIFT_VALUES_MAX);
	assert_int_equal(shift_values_needed(NAN, 0.05, 0.9), SHIFT_VALUES_MAX);
	assert_int_equal(shift_values_needed(1.5, 0.05, 0.9), SHIFT_VALUES_MAX);
	assert_int_equal(shift_values_needed(0.9, 0, 0.9), SHIFT_VALUES_MAX);
	/* Complete separation: 1 / C(2 n, n) is what counts. 7 v 7: 1 / 3432. */
	assert_int_equal(shift_values_needed(1, 0.0003, 0.1), 7);
	assert_int_equal(shift_values_needed(1, 0.4, 0.5), 2);
}

/* Any table of the normal distribution. */
static void quantiles_of_the_normal_distribution(void **state)
{
	(void)state;
	assert_true(expected_near(normal_z_above(0.025), 1.959963984540054, 1e-14));
	assert_true(expected_near(normal_z_above(0.001), 3.090232306167813, 1e-14));
	assert_true(expected_near(normal_z_above(0.9), -1.281551565544600, 1e-14));
	assert_true(fabs(normal_z_above(0.5)) < 1e-15);
	assert_true(expected_near(normal_share_above(10), 7.61985302416e-24, 1e-11));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(permeability_of_the_chorioamnion),
		cmocka_unit_test(blood_pressure_with_ties),
		cmocka_unit_test(scipy_inverts_to_the_same_interval),
		cmocka_unit_test(few_values_have_no_interval),
		cmocka_unit_test(one_outlier_does_not_move_it_far),
		cmocka_unit_test(constant_samples),
		cmocka_unit_test(sums_of_two_do_not_overflow),
		cmocka_unit_test(the_smallest_slowdown_that_shows),
		cmocka_unit_test(the_smallest_slowdown_of_many_values),
		cmocka_unit_test(an_alpha_out_of_reach_is_infinitely_far),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(noether_s_sample_size),
		cmocka_unit_test(no_difference_needs_too_many),
		cmocka_unit_test(quantiles_of_the_normal_distribution),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
