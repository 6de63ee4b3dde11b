/* SPDX-License-Identifier: Apache-2.0 */
/* Values worked by hand, and thousands of arrays against a definition that sorts nothing. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "stats/stats.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A sanitizer would end the program where malloc() answers NULL. The name is the sanitizer's. */
/* NOLINTBEGIN */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}
/* NOLINTEND */

static struct stats_summary summarise(const uint64_t *samples, size_t n)
{
	struct stats_summary out;

	assert_int_equal(stats_summarise(samples, n, &out), 0);
	assert_int_equal(out.n, n);
	return out;
}

static void check(const uint64_t *samples, size_t n, const struct stats_summary *want)
{
	struct stats_summary got = summarise(samples, n);

	assert_true(got.min == want->min);
	assert_true(got.median == want->median);
	assert_true(got.p90 == want->p90);
	assert_true(got.p99 == want->p99);
	assert_true(got.max == want->max);
}

static void one_sample_is_all_of_its_statistics(void **state)
{
	const struct stats_summary want = { .min = 7, .median = 7, .p90 = 7, .p99 = 7, .max = 7 };

	(void)state;
	check((const uint64_t[]){ 7 }, 1, &want);
}

/* ceil(0.9 * 2) = 2, ceil(0.99 * 2) = 2 */
static void the_median_of_two_is_their_mean(void **state)
{
	const struct stats_summary want = {
		.min = 3, .median = 6.5, .p90 = 10, .p99 = 10, .max = 10
	};

	(void)state;
	check((const uint64_t[]){ 10, 3 }, 2, &want);
}

static void the_median_of_three_is_the_middle_one(void **state)
{
	const struct stats_summary want = { .min = 1, .median = 5, .p90 = 9, .p99 = 9, .max = 9 };

	(void)state;
	check((const uint64_t[]){ 9, 1, 5 }, 3, &want);
}

/* 1 to 10: rank 9 and rank 10. 0.9 * 10 is where binary floating point errs most easily. */
static void percentiles_are_nearest_ranks(void **state)
{
	uint64_t samples[200];
	struct stats_summary got;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		samples[i] = i + 1;
	}
	got = summarise(samples, 10);
	assert_int_equal(got.p90, 9);
	assert_int_equal(got.p99, 10);
	got = summarise(samples, 11); /* 9.9 -> 10; 10.89 -> 11 */
	assert_int_equal(got.p90, 10);
	assert_int_equal(got.p99, 11);
	got = summarise(samples, 64); /* 57.6 -> 58; 63.36 -> 64 */
	assert_int_equal(got.p90, 58);
	assert_int_equal(got.p99, 64);
	got = summarise(samples, 100); /* 90; 99 */
	assert_int_equal(got.p90, 90);
	assert_int_equal(got.p99, 99);
	assert_true(got.median == 50.5);
	got = summarise(samples, 101); /* 90.9 -> 91; 99.99 -> 100 */
	assert_int_equal(got.p90, 91);
	assert_int_equal(got.p99, 100);
	assert_true(got.median == 51);
	got = summarise(samples, 200); /* 180; 198 */
	assert_int_equal(got.p90, 180);
	assert_int_equal(got.p99, 198);
}

static void constant_samples_have_one_value(void **state)
{
	const struct stats_summary want = {
		.min = 110, .median = 110, .p90 = 110, .p99 = 110, .max = 110
	};
	uint64_t samples[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		samples[i] = 110;
	}
	check(samples, COUNT_OF(samples), &want);
}

/* 64 samples: p99 is rank 64, the outlier itself; 101 samples: rank 100, beside it. */
static void an_outlier_moves_only_what_it_must(void **state)
{
	struct stats_summary want = {
		.min = 110, .median = 110, .p90 = 110, .p99 = 99999, .max = 99999
	};
	uint64_t samples[101];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		samples[i] = 110;
	}
	samples[17] = 99999;
	check(samples, 64, &want);
	want.p99 = 110;
	check(samples, 101, &want);
}

static void a_median_near_the_top_of_64_bits_does_not_overflow(void **state)
{
	const uint64_t top[] = { UINT64_MAX, UINT64_MAX - 2, UINT64_MAX, UINT64_MAX - 2 };
	const uint64_t wide[] = { 0, UINT64_MAX };
	const uint64_t odd[] = { (1ull << 52) + 1, 1ull << 52 };

	(void)state;
	assert_true(summarise(top, 4).median == 0x1p64);
	assert_true(summarise(top, 4).p99 == UINT64_MAX);
	assert_true(summarise(wide, 2).median == 0x1p63);
	assert_true(summarise(odd, 2).median == 0x1p52 + 0.5);
}

/* Every byte differs, and each alone; the first and last of them decide. */
static void values_of_all_64_bits_are_sorted(void **state)
{
	const uint64_t samples[] = { UINT64_MAX, 0x0100000000000000u, 0x00ff000000000000u, 256, 255,
				     0,          0x8000000000000000u, 0x7fffffffffffffffu, 256, 1 };
	const uint64_t want[] = { 0,
				  1,
				  255,
				  256,
				  256,
				  0x00ff000000000000u,
				  0x0100000000000000u,
				  0x7fffffffffffffffu,
				  0x8000000000000000u,
				  UINT64_MAX };
	uint64_t *sorted = stats_sort(samples, COUNT_OF(samples));

	(void)state;
	assert_non_null(sorted);
	assert_memory_equal(sorted, want, sizeof(want));
	free(sorted);
	sorted = stats_sort(samples, 0);
	assert_non_null(sorted);
	free(sorted);
	assert_null(stats_sort(samples, SIZE_MAX / 16));
}

static void samples_stay_in_their_order(void **state)
{
	const uint64_t before[] = { 5, 1, 4, 1, 3 };
	uint64_t samples[COUNT_OF(before)];

	(void)state;
	memcpy(samples, before, sizeof(before));
	summarise(samples, COUNT_OF(samples));
	assert_memory_equal(samples, before, sizeof(before));
}

static void no_samples_are_refused(void **state)
{
	struct stats_summary out = { .n = 42 };
	uint64_t sample = 1;

	(void)state;
	assert_int_equal(stats_summarise(&sample, 0, &out), -EINVAL);
	assert_int_equal(stats_summarise(NULL, 0, &out), -EINVAL);
	assert_int_equal(out.n, 42);
}

static void no_memory_is_an_error(void **state)
{
	struct stats_summary out = { .n = 42 };
	uint64_t sample = 1;

	(void)state;
	assert_int_equal(stats_summarise(&sample, SIZE_MAX, &out), -ENOMEM);
	assert_int_equal(stats_summarise(&sample, SIZE_MAX / 16, &out), -ENOMEM);
	assert_int_equal(out.n, 42);
}

/* xorshift64* */
static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * 0x2545f4914f6cdd1dull;
}

/* The smallest sample with at least @rank samples that are not larger: no sorting involved. */
static uint64_t select_naively(const uint64_t *samples, size_t n, size_t rank)
{
	uint64_t best = UINT64_MAX;

	for (size_t i = 0; i < n; i++) {
		size_t not_larger = 0;

		for (size_t j = 0; j < n; j++) {
			not_larger += samples[j] <= samples[i];
		}
		if (not_larger >= rank && samples[i] < best) {
			best = samples[i];
		}
	}
	return best;
}

/* The smallest k with 100 k >= percent n. */
static size_t find_rank(size_t n, size_t percent)
{
	size_t k = 1;

	while (100 * k < percent * n) {
		k++;
	}
	return k;
}

static void random_arrays_agree_with_a_naive_definition(void **state)
{
	uint64_t seed = 88172645463325252ull;
	uint64_t samples[150];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t n = next_random(&seed) % COUNT_OF(samples) + 1;
		uint64_t range = 1ull << next_random(&seed) % 50; /* small: many ties */
		struct stats_summary want = { .n = n };

		for (size_t i = 0; i < n; i++) {
			samples[i] = next_random(&seed) % range;
		}
		want.min = select_naively(samples, n, 1);
		want.max = select_naively(samples, n, n);
		want.p90 = select_naively(samples, n, find_rank(n, 90));
		want.p99 = select_naively(samples, n, find_rank(n, 99));
		want.median = ((double)select_naively(samples, n, (n + 1) / 2) +
			       (double)select_naively(samples, n, n / 2 + 1)) /
			      2;
		check(samples, n, &want);
	}
}

/* 0 to 999999, each once, shuffled by a step that has no common factor with a million. */
static void a_million_samples_are_no_special_case(void **state)
{
	const struct stats_summary want = {
		.min = 0, .median = 499999.5, .p90 = 899999, .p99 = 989999, .max = 999999
	};
	size_t n = 1000000;
	uint64_t *samples = malloc(n * sizeof(*samples));

	(void)state;
	assert_non_null(samples);
	for (size_t i = 0; i < n; i++) {
		samples[i] = i * 7919 % n;
	}
	check(samples, n, &want);
	free(samples);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_sample_is_all_of_its_statistics),
		cmocka_unit_test(the_median_of_two_is_their_mean),
		cmocka_unit_test(the_median_of_three_is_the_middle_one),
		cmocka_unit_test(percentiles_are_nearest_ranks),
		cmocka_unit_test(constant_samples_have_one_value),
		cmocka_unit_test(an_outlier_moves_only_what_it_must),
		cmocka_unit_test(a_median_near_the_top_of_64_bits_does_not_overflow),
		cmocka_unit_test(values_of_all_64_bits_are_sorted),
		cmocka_unit_test(samples_stay_in_their_order),
		cmocka_unit_test(no_samples_are_refused),
		cmocka_unit_test(no_memory_is_an_error),
		cmocka_unit_test(random_arrays_agree_with_a_naive_definition),
		cmocka_unit_test(a_million_samples_are_no_special_case),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
