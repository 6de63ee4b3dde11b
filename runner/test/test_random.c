/* SPDX-License-Identifier: Apache-2.0 */
/* Published values of the generator, and moments of what is made of it. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "stats/random.h"

#define N_DRAWS 200000u

/* The reference output of SplitMix64 for the seeds 1234567 and 0 (Vigna's splitmix64.c). */
static void the_generator_is_splitmix64(void **state)
{
	const uint64_t published[] = { 6457827717110365317u, 3203168211198807973u,
				       9817491932198370423u, 4593380528125082431u,
				       16408922859458223821u };
	struct random random = { 1234567 };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_true(random_next(&random) == published[i]);
	}
	random.state = 0;
	assert_true(random_next(&random) == 0xe220a8397b1dcdafu);
}

/* Chi-square of 7 classes: 22.5 is the 0.001 quantile from above with 6 degrees of freedom. */
static void below_has_no_bias(void **state)
{
	struct random random = { 7 };
	size_t counts[7] = { 0 };
	double square = 0;

	(void)state;
	for (size_t i = 0; i < 70000; i++) {
		uint64_t value = random_below(&random, 7);

		assert_true(value < 7);
		counts[value]++;
	}
	for (size_t i = 0; i < 7; i++) {
		square += ((double)counts[i] - 10000) * ((double)counts[i] - 10000) / 10000;
	}
	assert_true(square < 22.5);
}

/* 3 * 2^62: plain remainders would have the lowest third twice as often. */
static void below_has_no_bias_for_a_large_end(void **state)
{
	struct random random = { 8 };
	uint64_t end = 3u * (1ull << 62);
	size_t low = 0;

	(void)state;
	for (size_t i = 0; i < 30000; i++) {
		uint64_t value = random_below(&random, end);

		assert_true(value < end);
		low += value < 1ull << 62;
	}
	assert_in_range(low, 9700, 10300);
}

static void the_ends_of_below(void **state)
{
	struct random random = { 9 };

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		assert_true(random_below(&random, 1) == 0);
		assert_true(random_below(&random, 0) == 0);
		assert_true(random_below(&random, 1ull << 63) < 1ull << 63);
		assert_true(random_below(&random, UINT64_MAX) < UINT64_MAX);
	}
}

static void units_fill_0_to_1(void **state)
{
	struct random random = { 10 };
	double sum = 0;

	(void)state;
	for (size_t i = 0; i < N_DRAWS; i++) {
		double value = random_unit(&random);

		assert_true(value >= 0 && value < 1);
		sum += value;
	}
	/* 5 standard errors, 0.2887 / sqrt(n) each */
	assert_true(fabs(sum / N_DRAWS - 0.5) < 0.0033);
}

static void normal_values_have_the_moments_and_tails_they_should(void **state)
{
	struct random random = { 11 };
	double sum = 0;
	double squares = 0;
	double fourths = 0;
	size_t beyond = 0;

	(void)state;
	for (size_t i = 0; i < N_DRAWS; i++) {
		double value = random_normal(&random);

		sum += value;
		squares += value * value;
		fourths += value * value * value * value;
		beyond += fabs(value) > 1.959964;
	}
	assert_true(fabs(sum / N_DRAWS) < 0.0112);
	assert_true(fabs(squares / N_DRAWS - 1) < 0.0159);
	assert_true(fabs(fourths / N_DRAWS - 3) < 0.11);
	assert_true(fabs((double)beyond / N_DRAWS - 0.05) < 0.0025);
}

static void the_same_seed_gives_the_same_values(void **state)
{
	struct random one = { 12 };
	struct random other = { 12 };
	struct random third = { 13 };
	size_t same = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		double value = random_normal(&one);

		assert_true(value == random_normal(&other));
		same += value == random_normal(&third);
	}
	assert_int_equal(same, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_generator_is_splitmix64),
		cmocka_unit_test(below_has_no_bias),
		cmocka_unit_test(below_has_no_bias_for_a_large_end),
		cmocka_unit_test(the_ends_of_below),
		cmocka_unit_test(units_fill_0_to_1),
		cmocka_unit_test(normal_values_have_the_moments_and_tails_they_should),
		cmocka_unit_test(the_same_seed_gives_the_same_values),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
