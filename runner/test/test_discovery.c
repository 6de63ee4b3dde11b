/* SPDX-License-Identifier: Apache-2.0 */
/* The published example, and the definition on many more. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/discovery.h"
#include "stats/random.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Benjamini and Hochberg, JRSS B 57 (1995), section 3.2: thrombolysis, 15 hypotheses. At a rate of 0.05 the
 * first four are discoveries, where Bonferroni has three. */
static const double thrombolysis[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201,
				       0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
				       0.4262, 0.5719, 0.6528, 0.7590, 1.000 };

static void thrombolysis_has_four_discoveries(void **state)
{
	double q[COUNT_OF(thrombolysis)];
	size_t discoveries = 0;

	(void)state;
	assert_int_equal(discovery_adjust(thrombolysis, COUNT_OF(q), q), 0);
	for (size_t i = 0; i < COUNT_OF(q); i++) {
		assert_int_equal(q[i] <= 0.05, i < 4);
		discoveries += q[i] <= 0.05;
	}
	assert_int_equal(discoveries, 4);
	/* As R's p.adjust(method = "BH") prints them. */
	assert_true(fabs(q[0] - 0.0015) < 1e-12);
	assert_true(fabs(q[1] - 0.0030) < 1e-12);
	assert_true(fabs(q[2] - 0.0095) < 1e-12);
	assert_true(fabs(q[3] - 0.035625) < 1e-12);
	assert_true(fabs(q[4] - 0.0603) < 1e-12);
	assert_true(q[5] == q[6]); /* 0.0298 * 15 / 7 is below 0.0278 * 15 / 6 */
	assert_true(q[14] == 1);
}

static void the_order_of_the_tests_does_not_matter(void **state)
{
	double sorted[COUNT_OF(thrombolysis)];
	double mixed[COUNT_OF(thrombolysis)];

	(void)state;
	assert_int_equal(discovery_adjust(thrombolysis, COUNT_OF(sorted), sorted), 0);
	for (size_t i = 0; i < COUNT_OF(mixed); i++) {
		mixed[i * 7 % 15] = thrombolysis[i];
	}
	/* In place. */
	assert_int_equal(discovery_adjust(mixed, COUNT_OF(mixed), mixed), 0);
	for (size_t i = 0; i < COUNT_OF(mixed); i++) {
		assert_true(mixed[i * 7 % 15] == sorted[i]);
	}
}

/* The least rate at which a threshold takes this p in: no sorting. */
static double adjust_naively(const double *p, size_t n, size_t at)
{
	double least = 1;

	for (size_t i = 0; i < n; i++) {
		size_t taken = 0;

		for (size_t j = 0; j < n; j++) {
			taken += p[j] <= p[i];
		}
		if (p[i] >= p[at]) {
			least = fmin(least, p[i] * (double)n / (double)taken);
		}
	}
	return least;
}

static void random_tests_agree_with_the_definition(void **state)
{
	struct random random = { 4 };
	double p[40];
	double q[40];

	(void)state;
	for (size_t round = 0; round < 500; round++) {
		size_t n = 1 + random_below(&random, 40);

		for (size_t i = 0; i < n; i++) {
			/* Every other round with ties, 0 and 1 among them. */
			p[i] = round % 2 == 0 ? (double)random_below(&random, 11) / 10
					      : pow(random_unit(&random), 3);
		}
		assert_int_equal(discovery_adjust(p, n, q), 0);
		for (size_t i = 0; i < n; i++) {
			assert_true(fabs(q[i] - adjust_naively(p, n, i)) <= 1e-15);
			assert_true(q[i] >= p[i] && q[i] <= 1);
		}
	}
}

static void one_test_is_its_own_family(void **state)
{
	double q = 0;

	(void)state;
	assert_int_equal(discovery_adjust((const double[]){ 0.03 }, 1, &q), 0);
	assert_true(q == 0.03);
	assert_int_equal(discovery_adjust(NULL, 0, NULL), 0);
}

static void what_is_no_probability_is_refused(void **state)
{
	const double bad[] = { NAN, -0.001, 1.001, INFINITY };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const double p[] = { 0.5, bad[i], 0.5 };
		double q[] = { 42, 42, 42 };

		assert_int_equal(discovery_adjust(p, 3, q), -EINVAL);
		assert_true(q[0] == 42 && q[1] == 42 && q[2] == 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thrombolysis_has_four_discoveries),
		cmocka_unit_test(the_order_of_the_tests_does_not_matter),
		cmocka_unit_test(random_tests_agree_with_the_definition),
		cmocka_unit_test(one_test_is_its_own_family),
		cmocka_unit_test(what_is_no_probability_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
