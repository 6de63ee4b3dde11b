/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/cm.h"

#include <string.h>

#include "measure/counts.h"
#include "unit/measure_pmu.h"

/* A run of the guest in which all four counters advance by as much. */
static void run_guest(uint64_t by)
{
	counts_begin();
	for (unsigned int i = 0; i < PMU_COUNTERS; i++) {
		measure_pmu_now.value[i] += by;
	}
	counts_end();
}

static int set_up(void **state)
{
	(void)state;
	memset(&measure_pmu_now, 0, sizeof(measure_pmu_now));
	counts_reset();
	return 0;
}

static void the_smallest_frame_is_subtracted(void **state)
{
	(void)state;
	run_guest(70);
	counts_add_frame();
	run_guest(50);
	counts_add_frame();
	run_guest(60);
	counts_add_frame();
	for (size_t at = 0; at < 3; at++) {
		run_guest(150 + 100 * at);
		counts_add_sample(at);
	}
	assert_int_equal(counts_of_operation(PMU_CYCLES, 3, 1), 200);
	assert_int_equal(counts_of_operation(PMU_EL2_INSTRUCTIONS, 3, 1), 200);
}

static void a_sample_shorter_than_a_frame_is_nothing(void **state)
{
	(void)state;
	run_guest(50);
	counts_add_frame();
	run_guest(49);
	counts_add_sample(0);
	assert_int_equal(counts_of_operation(PMU_INSTRUCTIONS, 1, 1), 0);
}

static void a_batch_is_divided_and_rounded(void **state)
{
	(void)state;
	run_guest(10);
	counts_add_frame();
	run_guest(10 + 1004);
	counts_add_sample(0);
	assert_int_equal(counts_of_operation(PMU_CYCLES, 1, 10), 100);
	run_guest(10 + 1005);
	counts_add_sample(0);
	assert_int_equal(counts_of_operation(PMU_CYCLES, 1, 10), 101);
}

static void event_counters_wrap_at_32_bits_and_cycles_do_not(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < PMU_COUNTERS; i++) {
		measure_pmu_now.value[i] = 0xfffffff0;
	}
	run_guest(0);
	counts_add_frame();
	counts_begin();
	measure_pmu_now.value[PMU_CYCLES] = 0x100000010;
	measure_pmu_now.value[PMU_INSTRUCTIONS] = 0x10;
	measure_pmu_now.value[PMU_EL2_CYCLES] = 0x11;
	measure_pmu_now.value[PMU_EL2_INSTRUCTIONS] = 0x12;
	counts_end();
	counts_add_sample(0);
	assert_int_equal(counts_of_operation(PMU_CYCLES, 1, 1), 0x20);
	assert_int_equal(counts_of_operation(PMU_INSTRUCTIONS, 1, 1), 0x20);
	assert_int_equal(counts_of_operation(PMU_EL2_CYCLES, 1, 1), 0x21);
	assert_int_equal(counts_of_operation(PMU_EL2_INSTRUCTIONS, 1, 1), 0x22);
}

static void the_median_is_the_middle_of_any_order(void **state)
{
	uint64_t odd[7] = { 9, 1, 8, 2, 7, 3, 5 };
	uint64_t even[6] = { 40, 10, 60, 20, 50, 31 };
	uint64_t one[1] = { 4 };
	uint64_t equal[5] = { 6, 6, 6, 6, 6 };
	uint64_t large[2] = { UINT64_MAX, UINT64_MAX - 2 };

	(void)state;
	assert_int_equal(counts_median(odd, 7), 5);
	assert_int_equal(counts_median(even, 6), 35); /* of 31 and 40 */
	assert_int_equal(counts_median(one, 1), 4);
	assert_int_equal(counts_median(equal, 5), 6);
	assert_int_equal(counts_median(large, 2), UINT64_MAX - 1);
}

/* 7919 is a prime, so that its multiples are all of 0 to 999 in some order. */
static void many_values_are_sorted(void **state)
{
	uint64_t values[1000];

	(void)state;
	for (uint64_t i = 0; i < 1000; i++) {
		values[i] = i * 7919 % 1000;
	}
	assert_int_equal(counts_median(values, 1000), 499);
	for (uint64_t i = 0; i < 1000; i++) {
		assert_int_equal(values[i], i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_smallest_frame_is_subtracted, set_up),
		cmocka_unit_test_setup(a_sample_shorter_than_a_frame_is_nothing, set_up),
		cmocka_unit_test_setup(a_batch_is_divided_and_rounded, set_up),
		cmocka_unit_test_setup(event_counters_wrap_at_32_bits_and_cycles_do_not, set_up),
		cmocka_unit_test(the_median_is_the_middle_of_any_order),
		cmocka_unit_test(many_values_are_sorted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
