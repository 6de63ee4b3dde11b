/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/cm.h"

#include "host/displace.h"
#include "measure/batch.h"
#include "measure/judge.h"

static void a_counter_has_1_mhz_to_1_ghz(void **state)
{
	(void)state;
	assert_false(judge_frequency(0));
	assert_false(judge_frequency(999999));
	assert_true(judge_frequency(1000000));
	assert_true(judge_frequency(19200000));
	assert_true(judge_frequency(1000000000));
	assert_false(judge_frequency(1000000001));
}

static void exact_frames_are_all_equal(void **state)
{
	uint64_t frames[16];

	(void)state;
	for (size_t i = 0; i < 16; i++) {
		frames[i] = 2;
	}
	assert_true(judge_frames(frames, 16, true, 1));
	frames[15] = 3;
	assert_false(judge_frames(frames, 16, true, 1));
	frames[15] = 2;
	frames[0] = 1;
	assert_false(judge_frames(frames, 16, true, 1));
}

static void half_of_other_frames_are_near_the_smallest(void **state)
{
	/* Steps of 4: 5 and 13 are two apart, 14 is not. */
	uint64_t frames[4] = { 13, 5, 500, 500 };

	(void)state;
	assert_true(judge_frames(frames, 4, false, 4));
	frames[0] = 14;
	assert_false(judge_frames(frames, 4, false, 4));
	/* Of long frames, twice the smallest is near. */
	frames[0] = 200;
	frames[1] = 100;
	assert_true(judge_frames(frames, 4, false, 4));
	frames[0] = 201;
	assert_false(judge_frames(frames, 4, false, 4));
}

static void frames_of_a_coarse_counter_may_be_nothing(void **state)
{
	const uint64_t frames[4] = { 0, 1, 0, 1 };

	(void)state;
	assert_true(judge_frames(frames, 4, false, 1));
}

static void one_operation_takes_20_steps(void **state)
{
	(void)state;
	assert_true(judge_step_singly(256 * 20 * 3, 256, 3));
	assert_false(judge_step_singly(256 * 20 * 3 - 1, 256, 3));
	assert_false(judge_step_singly(0, 256, 1));
}

static void the_longest_batch_takes_200_steps(void **state)
{
	(void)state;
	/* 65536 operations of a tick each, in steps of 327 or 328 ticks */
	assert_true(judge_step_batched(256, 256, 327));
	assert_false(judge_step_batched(256, 256, 328));
}

static void a_batch_is_as_short_as_may_be(void **state)
{
	(void)state;
	/* 10 ticks an operation: 200 ticks are 20 of them. */
	assert_int_equal(batch_for(640, 1), 20);
	/* 641 / 64 ticks: 19.97 */
	assert_int_equal(batch_for(641, 1), 20);
	assert_int_equal(batch_for(639, 1), 21);
	/* steps of 3 ticks */
	assert_int_equal(batch_for(640, 3), 60);
	/* longer than 200 steps by itself */
	assert_int_equal(batch_for(64 * 200, 1), 1);
	assert_int_equal(batch_for(UINT64_MAX, 1), 1);
	/* not one step in the pilot */
	assert_int_equal(batch_for(0, 1), 12800);
	assert_int_equal(batch_for(0, 1000), 65536);
}

static void caches_have_their_size(void **state)
{
	(void)state;
	/* 32 KiB: 2 ways, 256 sets, lines of 64 bytes. Fields are one less; a line is 2^(n+4). */
	assert_int_equal(displace_cache_bytes(2 | 1 << 3 | 255 << 13, 0), 32768);
	/* 2 MiB: 16 ways, 2048 sets */
	assert_int_equal(displace_cache_bytes(2 | 15 << 3 | 2047 << 13, 0), 2097152);
	/* the same with CCIDX: ways in 23:3, sets from bit 32 */
	assert_int_equal(displace_cache_bytes(UINT64_C(2) | 15 << 3 | UINT64_C(2047) << 32, 1),
			 2097152);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_counter_has_1_mhz_to_1_ghz),
		cmocka_unit_test(exact_frames_are_all_equal),
		cmocka_unit_test(half_of_other_frames_are_near_the_smallest),
		cmocka_unit_test(frames_of_a_coarse_counter_may_be_nothing),
		cmocka_unit_test(one_operation_takes_20_steps),
		cmocka_unit_test(the_longest_batch_takes_200_steps),
		cmocka_unit_test(a_batch_is_as_short_as_may_be),
		cmocka_unit_test(caches_have_their_size),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
