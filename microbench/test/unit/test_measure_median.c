/* SPDX-License-Identifier: Apache-2.0 */
/* Medians to a thousandth, against division with 128 bits. */
#include "unit/cm.h"

#include <stdlib.h>

#include "measure/median.h"

#define N_MAX 65536u

static uint64_t values[N_MAX];

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33 ^ *state << 20;
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

static void assert_share(uint64_t low, uint64_t high, uint32_t parts)
{
	const struct median median = { low, high };
	const struct decimal got = median_share(&median, parts);
	/* In thousandths, and half of one more, so that what is cut off rounds. */
	unsigned __int128 expected =
		(((unsigned __int128)low + high) * 1000 + parts) / (2 * (uint64_t)parts);

	assert_true(got.whole == (uint64_t)(expected / 1000));
	assert_int_equal(got.thousandths, (uint32_t)(expected % 1000));
}

static void the_two_in_the_middle_are_found(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (size_t n = 1; n < 200; n++) {
		uint64_t copy[200];
		struct median median;

		for (size_t i = 0; i < n; i++) {
			copy[i] = values[i] = next_random(&seed) % (n % 7 == 0 ? 3 : 100000);
		}
		qsort(copy, n, sizeof(copy[0]), compare);
		median = median_find(values, n);
		assert_int_equal(median.low, copy[(n - 1) / 2]);
		assert_int_equal(median.high, copy[n / 2]);
	}
}

/* The most that an image takes: in order, backwards, and all alike. */
static void a_full_ring_has_a_median_whatever_its_order(void **state)
{
	struct median median;

	(void)state;
	for (size_t i = 0; i < N_MAX; i++) {
		values[i] = i;
	}
	median = median_find(values, N_MAX);
	assert_true(median.low == 32767 && median.high == 32768);
	for (size_t i = 0; i < N_MAX; i++) {
		values[i] = UINT64_MAX - i;
	}
	median = median_find(values, N_MAX);
	assert_true(median.low == UINT64_MAX - 32768 && median.high == UINT64_MAX - 32767);
	for (size_t i = 0; i < N_MAX; i++) {
		values[i] = 6;
	}
	median = median_find(values, N_MAX);
	assert_true(median.low == 6 && median.high == 6);
}

static void a_share_is_rounded_to_the_nearest_thousandth(void **state)
{
	const struct median whole = { 104, 104 };
	const struct median half = { 104, 105 };
	const struct median sixteenth = { 1, 1 };

	(void)state;
	assert_int_equal(median_share(&whole, 1).whole, 104);
	assert_int_equal(median_share(&whole, 1).thousandths, 0);
	assert_int_equal(median_share(&half, 1).whole, 104);
	assert_int_equal(median_share(&half, 1).thousandths, 500);
	assert_int_equal(median_share(&sixteenth, 16).thousandths, 63); /* 0.0625: up */
	assert_int_equal(median_share(&sixteenth, 65536).thousandths, 0);
	assert_int_equal(median_share(&(struct median){ 65535, 65536 }, 65536).whole, 1);
}

static void no_value_is_too_large(void **state)
{
	const uint64_t ends[] = {
		0, 1, 2, 999, 65535, 65536, UINT64_MAX / 2, UINT64_MAX - 1, UINT64_MAX
	};
	const uint32_t parts[] = { 1, 2, 3, 7, 1000, 65535, 65536, UINT32_MAX };
	const size_t n = sizeof(ends) / sizeof(ends[0]);

	(void)state;
	for (size_t low = 0; low < n; low++) {
		for (size_t high = low; high < n; high++) {
			for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
				assert_share(ends[low], ends[high], parts[i]);
			}
		}
	}
}

static void any_share_is_as_with_more_bits(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		uint64_t low = next_random(&seed) >> next_random(&seed) % 64;
		uint64_t more = next_random(&seed) >> next_random(&seed) % 64;
		uint64_t high = more > UINT64_MAX - low ? UINT64_MAX : low + more;

		assert_share(low, high, 1 + (uint32_t)(next_random(&seed) % N_MAX));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_two_in_the_middle_are_found),
		cmocka_unit_test(a_full_ring_has_a_median_whatever_its_order),
		cmocka_unit_test(a_share_is_rounded_to_the_nearest_thousandth),
		cmocka_unit_test(no_value_is_too_large),
		cmocka_unit_test(any_share_is_as_with_more_bits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
