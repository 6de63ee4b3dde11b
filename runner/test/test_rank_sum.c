/* SPDX-License-Identifier: Apache-2.0 */
/* Published examples, scipy, and all permutations one by one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/random.h"
#include "stats/rank_sum.h"
#include "stats_expected.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define TEST(a, b)      test((a), COUNT_OF(a), (b), COUNT_OF(b))

static struct rank_sum test(const double *a, size_t n_a, const double *b, size_t n_b)
{
	struct rank_sum out;

	assert_int_equal(rank_sum_test(a, n_a, b, n_b, &out), 0);
	return out;
}

static bool rounds_to(double value, double published, double unit)
{
	return fabs(value - published) <= unit / 2;
}

/* Hollander and Wolfe, "Nonparametric Statistical Methods", table 4.1: water transfer through the membrane
 * at term, and at 12 to 26 weeks. R's wilcox.test() documentation has it too: one-sided .1272. */
static void permeability_of_the_chorioamnion(void **state)
{
	const double term[] = { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46 };
	const double early[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };
	struct rank_sum got = TEST(term, early);

	(void)state;
	assert_true(got.is_exact);
	assert_true(got.u == 15);
	assert_true(rounds_to(got.p_less, 0.1272, 1e-4));
	assert_true(expected_near(TEST(early, term).p_greater, got.p_less, 1e-15));
	assert_true(TEST(early, term).u == 35);
}

/* Mehta and Patel, "StatXact 5", table 9.6 and page 229: blood pressure, with ties; one-sided .0542. */
static void blood_pressure_with_ties(void **state)
{
	const double treated[] = { 94, 108, 110, 90 };
	const double control[] = { 80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88 };
	struct rank_sum got = TEST(control, treated);

	(void)state;
	assert_true(got.is_exact);
	assert_true(rounds_to(got.p_greater, 0.0542, 1e-4));
	assert_true(rounds_to(TEST(treated, control).p_less, 0.0542, 1e-4));
}

/* Critical values of U at one-sided .05, .025, .005: Mann and Whitney's table as in Siegel, table K. */
static void critical_values_of_the_tables(void **state)
{
	const struct {
		size_t n_a;
		size_t n_b;
		double alpha;
		size_t count; /* the tables' U, and one for u = 0 */
	} rows[] = {
		{ 3, 3, 0.05, 0 + 1 },      { 5, 5, 0.05, 4 + 1 },     { 5, 5, 0.025, 2 + 1 },
		{ 7, 7, 0.05, 11 + 1 },     { 7, 7, 0.025, 8 + 1 },    { 7, 7, 0.005, 4 + 1 },
		{ 10, 10, 0.05, 27 + 1 },   { 10, 10, 0.025, 23 + 1 }, { 9, 20, 0.025, 48 + 1 },
		{ 20, 20, 0.025, 127 + 1 }, { 2, 2, 0.05, 0 },         { 3, 3, 0.025, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t count;

		assert_int_equal(rank_sum_critical(rows[i].n_a, rows[i].n_b, rows[i].alpha, &count),
				 0);
		assert_int_equal(count, rows[i].count);
	}
}

static void scipy_has_the_same_p(void **state)
{
	struct expected expected;
	double a[EXPECTED_SET_MAX];
	double b[EXPECTED_SET_MAX];

	(void)state;
	expected_open(&expected, "rank_sum");
	while (expected_next(&expected)) {
		size_t n_a = expected_set(&expected, 0, a);
		size_t n_b = expected_set(&expected, 1, b);
		struct rank_sum got = test(a, n_a, b, n_b);

		assert_int_equal(got.is_exact, n_a + n_b <= RANK_SUM_EXACT_MAX);
		assert_true(got.u == expected_number(&expected, 2));
		assert_true(expected_near(got.p_greater, expected_number(&expected, 3), 1e-9));
		assert_true(expected_near(got.p_less, expected_number(&expected, 4), 1e-9));
	}
	assert_true(expected.n_rows > 60);
}

/* Pairs, by their definition. */
static double count_pairs(const double *all, size_t n, unsigned b_mask)
{
	double u = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			if ((b_mask >> j & 1u) != 0 && (b_mask >> i & 1u) == 0) {
				u += all[j] > all[i] ? 1 : all[j] == all[i] ? 0.5 : 0;
			}
		}
	}
	return u;
}

static void check_against_all_ways(const double *all, size_t n_a, size_t n_b)
{
	size_t n = n_a + n_b;
	double seen = count_pairs(all, n, ((1u << n_b) - 1) << n_a);
	struct rank_sum got = test(all, n_a, all + n_a, n_b);
	double ways = 0;
	double at_least = 0;
	double at_most = 0;

	for (unsigned mask = 0; mask < 1u << n; mask++) {
		double u;

		if (__builtin_popcount(mask) != (int)n_b) {
			continue;
		}
		u = count_pairs(all, n, mask);
		ways++;
		at_least += u >= seen;
		at_most += u <= seen;
	}
	assert_true(got.u == seen);
	assert_true(expected_near(got.p_greater, at_least / ways, 1e-13));
	assert_true(expected_near(got.p_less, at_most / ways, 1e-13));
}

static void all_ways_to_tell_small_sets_apart(void **state)
{
	struct random random = { 1 };
	double all[10];

	(void)state;
	for (size_t n_a = 1; n_a <= 5; n_a++) {
		for (size_t n_b = 1; n_b <= 5; n_b++) {
			/* Of 2 values, of 4, of 30: many ties to few. */
			for (uint64_t values = 2; values <= 30; values += values + 1) {
				for (size_t i = 0; i < n_a + n_b; i++) {
					all[i] = (double)random_below(&random, values);
				}
				check_against_all_ways(all, n_a, n_b);
			}
		}
	}
}

static void tiny_sets(void **state)
{
	const double one[] = { 1 };
	const double two[] = { 2, 3 };
	const double other[] = { 0, 1 };
	struct rank_sum got;

	(void)state;
	got = test(one, 1, two, 1);
	assert_true(got.u == 1 && got.p_greater == 0.5 && got.p_less == 1);
	got = test(one, 1, two, 2);
	assert_true(got.u == 2 && got.p_less == 1);
	assert_true(expected_near(got.p_greater, 1.0 / 3, 1e-15));
	got = test(two, 2, other, 2);
	assert_true(got.u == 0 && got.p_greater == 1);
	assert_true(expected_near(got.p_less, 1.0 / 6, 1e-15));
}

static void equal_values_say_nothing(void **state)
{
	double same[202];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(same); i++) {
		same[i] = 110;
	}
	for (size_t n = 1; n <= 101; n += 20) {
		struct rank_sum got = test(same, n, same + n, n);

		assert_true(got.p_greater == 1 && got.p_less == 1);
		assert_true(got.u == (double)(n * n) / 2);
	}
}

/* However far out: one of seven is one rank. */
static void an_outlier_is_one_rank(void **state)
{
	const double a[] = { 1, 2, 3, 4, 5, 6, 7 };
	double b[] = { 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5 };
	double p = TEST(a, b).p_greater;

	(void)state;
	b[6] = 1e300;
	assert_true(TEST(a, b).p_greater == p);
	assert_true(p > 0.3);
}

/* The figures that decide how many boots are needed. */
static void the_smallest_p_there_can_be(void **state)
{
	const double low[] = { 1, 2, 3, 4, 5, 6, 7 };
	const double high[] = { 11, 12, 13, 14, 15, 16, 17 };

	(void)state;
	assert_true(expected_near(rank_sum_smallest_p(5, 5), 1.0 / 252, 1e-15));
	assert_true(expected_near(rank_sum_smallest_p(7, 7), 1.0 / 3432, 1e-15));
	assert_true(expected_near(rank_sum_smallest_p(1, 6), 1.0 / 7, 1e-15));
	assert_true(expected_near(TEST(low, high).p_greater, 1.0 / 3432, 1e-14));
	assert_true(rank_sum_smallest_p(1000, 1000) >= 0);
}

static void what_is_no_number_is_refused(void **state)
{
	const double good[] = { 1, 2 };
	const double bad[][2] = { { NAN, 1 }, { 1, INFINITY }, { -INFINITY, 1 } };
	struct rank_sum out = { .u = 42 };
	size_t count = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(rank_sum_test(good, 2, bad[i], 2, &out), -EINVAL);
		assert_int_equal(rank_sum_test(bad[i], 2, good, 2, &out), -EINVAL);
	}
	assert_int_equal(rank_sum_test(good, 0, good, 2, &out), -EINVAL);
	assert_int_equal(rank_sum_test(good, 2, good, 0, &out), -EINVAL);
	assert_int_equal(rank_sum_critical(0, 2, 0.05, &count), -EINVAL);
	assert_true(out.u == 42 && count == 42);
}

/* Every p is at most 1, none at most 0; all values of u, from 0 to n_a n_b. */
static void the_ends_of_alpha(void **state)
{
	const size_t sizes[] = { 3, 60 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		size_t n = sizes[i];
		size_t count;

		assert_int_equal(rank_sum_critical(n, n, 1, &count), 0);
		assert_int_equal(count, n * n + 1);
		assert_int_equal(rank_sum_critical(n, n, 0, &count), 0);
		assert_int_equal(count, 0);
		assert_int_equal(rank_sum_critical(n, n, NAN, &count), 0);
		assert_int_equal(count, 0);
	}
}

/* p_greater is at most alpha exactly where the count says so, on both sides of the exact path's end. */
static void the_count_of_critical_values_is_the_test_s(void **state)
{
	const size_t sizes[] = { 1, 4, 7, 20, 51, 80 };
	double a[80];
	double b[80];

	(void)state;
	for (size_t size = 0; size < COUNT_OF(sizes); size++) {
		size_t n = sizes[size];
		size_t count;

		assert_int_equal(rank_sum_critical(n, n, 0.05, &count), 0);
		for (size_t i = 0; i < n; i++) {
			a[i] = (double)(2 * i);
		}
		/* Overlap of one value of b with ever more of a: u falls by one each time. */
		for (size_t overlap = 0; overlap <= n; overlap++) {
			for (size_t i = 0; i < n; i++) {
				b[i] = (double)(2 * n + i);
			}
			b[0] = (double)(2 * (n - overlap)) - 1;
			assert_int_equal(test(a, n, b, n).p_greater <= 0.05, overlap < count);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(permeability_of_the_chorioamnion),
		cmocka_unit_test(blood_pressure_with_ties),
		cmocka_unit_test(critical_values_of_the_tables),
		cmocka_unit_test(scipy_has_the_same_p),
		cmocka_unit_test(all_ways_to_tell_small_sets_apart),
		cmocka_unit_test(tiny_sets),
		cmocka_unit_test(equal_values_say_nothing),
		cmocka_unit_test(an_outlier_is_one_rank),
		cmocka_unit_test(the_smallest_p_there_can_be),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(the_ends_of_alpha),
		cmocka_unit_test(the_count_of_critical_values_is_the_test_s),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
