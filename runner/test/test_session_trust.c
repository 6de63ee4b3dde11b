/* SPDX-License-Identifier: Apache-2.0 */
/* A session: what is not believed, whatever a machine says. */
#include "test/session_machine.h"

static void garbage_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_GARBAGE;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(cell_at(f, 3)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 3)->error,
			       "QEMU exited without the end of the run before its first record"));
}

static void a_flipped_bit_costs_the_benchmark_it_is_in(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_FLIP;
	machine.bench = "irq/exit";
	measure(f);
	assert_ok(f, 0);
	assert_int_equal(cell_at(f, 1)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 1)->error, "the console is damaged ("));
	assert_non_null(strstr(cell_at(f, 1)->error, "after 1 of 4 benchmarks"));
	assert_string_equal(machine.asked[1], "mmio/read_4 smc/return");
	assert_ok(f, 2);
	assert_ok(f, 3);
}

static void a_benchmark_that_the_image_fails_is_missing_for_its_reason(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_FAIL;
	machine.bench = "smc/return";
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(cell_at(f, 3)->status, CELL_MISSING);
	assert_non_null(strstr(cell_at(f, 3)->error, "two"));
	assert_ok(f, 0);
	assert_ok(f, 1);
	assert_ok(f, 2);
}

static void a_sample_too_few_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_SHORT;
	machine.bench = "smc/return";
	measure(f);
	assert_missing(f, 3, "4 samples came, but 5 were asked for", "logs/qemu-virt-gicv3.log");
	assert_ok(f, 2);
}

static void another_unit_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_UNIT;
	machine.bench = "irq/exit";
	measure(f);
	assert_missing(f, 1, "the image counts 'ticks', but the clock is 'exact' (instructions)",
		       "logs/qemu-virt-gicv3.log");
	assert_ok(f, 0);
}

static void without_the_end_of_the_run_the_last_benchmark_is_asked_for_again(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NO_END;
	machine.last = 1;
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_string_equal(machine.asked[1], "smc/return");
	for (size_t i = 0; i < 4; i++) {
		assert_ok(f, i);
	}
}

static void an_end_of_the_run_that_never_comes_costs_the_last_benchmark(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NO_END;
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_ok(f, 2);
	assert_missing(f, 3,
		       "QEMU exited without the end of the run after 1 of 1 benchmarks "
		       "(last line: firmware says hello)",
		       "logs/qemu-virt-gicv3-2.log");
}

static void a_bad_exit_status_spoils_a_run_that_looks_complete(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_BAD_EXIT;
	measure(f);
	assert_int_equal(machine.boots, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_missing(f, i,
			       "QEMU exited with status 3 after the end of the run, so its results "
			       "are not trusted (last line: firmware says hello)",
			       "logs/qemu-virt-gicv3.log");
	}
}

static void a_machine_that_does_not_power_off_is_not_trusted(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_HANG_AT_END;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_n_missing(f->s.run), 4);
	assert_non_null(strstr(cell_at(f, 0)->error, "after the end of the run"));
}

static void a_missing_qemu_names_the_package(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NOT_OPEN;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_n_missing(f->s.run), 4);
	assert_non_null(strstr(cell_at(f, 0)->error, "qemu-system-aarch64 is not installed"));
	assert_non_null(strstr(cell_at(f, 0)->error, "qemu-system-arm"));
	assert_non_null(strstr(cell_at(f, 0)->error, "scripts/setup"));
}

static void assert_refused(struct fixture *f, const char *why)
{
	measure(f);
	assert_int_equal(machine.boots, 1);
	for (size_t i = 0; i < 4; i++) {
		assert_missing(f, i, why, "logs/qemu-virt-gicv3.log");
	}
}

static void another_build_is_refused(void **state)
{
	machine.build = "ffffffffffffffffffffffffffffffff";
	assert_refused(*state, "the image says build 'ffffffffffffffffffffffffffffffff', but "
			       "'0123456789abcdef0123456789abcdef' was booted");
}

static void another_board_is_refused(void **state)
{
	machine.board = "raspi3b";
	assert_refused(*state, "the image says board 'raspi3b', but 'qemu-virt-gicv3' was booted");
}

static void another_hal_is_refused(void **state)
{
	machine.hal = "table";
	assert_refused(*state, "the image says hal 'table', but 'static' was booted");
}

static void another_switch_policy_is_refused(void **state)
{
	machine.switch_policy = "eager";
	assert_refused(*state, "the image says switch 'eager', but 'lazy' was booted");
}

static void another_clock_is_refused(void **state)
{
	machine.clock = "cntvct";
	assert_refused(*state, "the image measured clock 'cntvct', but the suite asks for 'exact' "
			       "(see the board's command in board.yaml)");
}

static void more_benchmarks_than_asked_for_are_refused(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_EXTRA;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_n_missing(f->s.run), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(garbage_is_no_result),
		SESSION_TEST(a_flipped_bit_costs_the_benchmark_it_is_in),
		SESSION_TEST(a_benchmark_that_the_image_fails_is_missing_for_its_reason),
		SESSION_TEST(a_sample_too_few_is_no_result),
		SESSION_TEST(another_unit_is_no_result),
		SESSION_TEST(without_the_end_of_the_run_the_last_benchmark_is_asked_for_again),
		SESSION_TEST(an_end_of_the_run_that_never_comes_costs_the_last_benchmark),
		SESSION_TEST(a_bad_exit_status_spoils_a_run_that_looks_complete),
		SESSION_TEST(a_machine_that_does_not_power_off_is_not_trusted),
		SESSION_TEST(a_missing_qemu_names_the_package),
		SESSION_TEST(another_build_is_refused),
		SESSION_TEST(another_board_is_refused),
		SESSION_TEST(another_hal_is_refused),
		SESSION_TEST(another_switch_policy_is_refused),
		SESSION_TEST(another_clock_is_refused),
		SESSION_TEST(more_benchmarks_than_asked_for_are_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
