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

static void assert_refused_alone(struct fixture *f, enum fault fault, const char *why)
{
	machine.fault = fault;
	machine.bench = "irq/exit";
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_missing(f, 1, why, "logs/qemu-virt-gicv3.log");
	assert_ok(f, 0);
	assert_ok(f, 2);
	assert_ok(f, 3);
}

static void another_warm_up_is_no_result(void **state)
{
	assert_refused_alone(*state, FAULT_WARMUP, "3 samples of warm-up, but 2 were asked for");
}

static void an_absurd_sample_costs_its_benchmark_only(void **state)
{
	assert_refused_alone(*state, FAULT_SAMPLE,
			     "a sample of 18446744073709551615 is above 4611686018427387904, the "
			     "largest that is kept");
}

static void an_absurd_overhead_costs_its_benchmark_only(void **state)
{
	assert_refused_alone(*state, FAULT_OVERHEAD,
			     "an overhead of 18446744073709551615 is above 4611686018427387904, "
			     "the largest that is kept");
}

static void assert_median_refused(struct fixture *f, const char *each, const char *why)
{
	machine.each = each;
	assert_refused_alone(f, FAULT_EACH, why);
}

static void a_median_that_is_not_that_of_the_samples_is_no_result(void **state)
{
	assert_median_refused(*state, "105",
			      "the image says that the median of one operation is 105.000, but "
			      "that of its samples is 104.000");
}

static void not_even_by_a_thousandth(void **state)
{
	assert_median_refused(*state, "103.999",
			      "the image says that the median of one operation is 103.999, but "
			      "that of its samples is 104.000");
}

static void assert_exits_refused(struct fixture *f, const char *expect, const char *exits,
				 const char *why)
{
	machine.expect = expect;
	machine.exits = exits;
	assert_refused_alone(f, FAULT_EXITS, why);
}

static void fewer_exits_than_expected_are_no_result(void **state)
{
	assert_exits_refused(*state, "hvc:1", "hvc:4",
			     "its exits are not the expected ones, hvc:5 in 5 samples (hvc:4)");
}

static void exits_of_another_name_are_no_result(void **state)
{
	assert_exits_refused(*state, "hvc:1", "hvcx:5",
			     "its exits are not the expected ones, hvc:5 in 5 samples (hvcx:5)");
}

static void exits_beside_the_expected_ones_are_no_result(void **state)
{
	assert_exits_refused(
		*state, "hvc:2", "hvc:10,smc:1",
		"its exits are not the expected ones, hvc:10 in 5 samples (hvc:10, ...)");
}

static void no_exits_where_some_are_expected_are_no_result(void **state)
{
	assert_exits_refused(*state, "hvc:1", "-",
			     "its exits are not the expected ones, hvc:5 in 5 samples (none:0)");
}

static void exits_where_none_are_expected_are_no_result(void **state)
{
	assert_exits_refused(*state, "nothing:0", "hvc:5",
			     "exits of 'hvc' came, but none were expected");
}

static void an_exit_count_that_nothing_holds_is_no_result(void **state)
{
	assert_exits_refused(
		*state, "hvc:3689348814741910323", "hvc:18446744073709551615",
		"expect=hvc:3689348814741910323 is no exit reason and its count an operation");
}

static void an_exit_reason_that_is_no_name_is_no_result(void **state)
{
	assert_exits_refused(*state, "<b>:1", "<b>:5",
			     "expect=<b>:1 is no exit reason and its count an operation");
}

static void without_exits_none_are_expected(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_EXITS;
	machine.bench = "irq/exit";
	machine.expect = "nothing:0";
	machine.exits = "-";
	measure(f);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 0);
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
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
	assert_non_null(strstr(cell_at(f, 0)->error, "after the end of the run"));
}

static void a_machine_that_stays_after_its_console_is_not_trusted(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_STAYS;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_missing(f, 0,
		       "QEMU did not exit within 5 s and was stopped after the end of the run, so "
		       "its results are not trusted (last line: firmware says hello)",
		       "logs/qemu-virt-gicv3.log");
}

static void a_missing_qemu_names_the_package(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NOT_OPEN;
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
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

static void another_toolchain_is_refused(void **state)
{
	machine.toolchain = "gcc-9.1.0";
	assert_refused(*state, "the image says toolchain 'gcc-9.1.0', but 'gcc-12.2.0' was booted");
}

static void other_flags_are_refused(void **state)
{
	machine.flags = "-O0";
	assert_refused(*state, "the image says flags '-O0', but '-O2' was booted");
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
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
}

static void two_cpus_that_are_the_same_one_are_refused(void **state)
{
	static char other_name[] = "other";
	struct fixture *f = *state;
	struct plan_boot boots[2] = { f->boot, f->boot };

	boots[0].n_cells = 2;
	boots[0].cpu = "cortex-a53";
	boots[0].name = other_name;
	boots[0].midr = 0x411fd070;
	boots[1].cells = &f->cells[2];
	boots[1].n_cells = 2;
	f->plan = (struct plan){ &f->image, 1, boots, 2 };
	assert_int_equal(session_measure_boot(&f->s, &boots[1], 2), 0);
	assert_int_equal(machine.boots, 1);
	assert_missing(f, 2,
		       "cortex-a57 reports MIDR 0x411fd070, as cortex-a53 did: the board's command "
		       "does not use {cpu}?",
		       "logs/qemu-virt-gicv3.log");
	assert_int_equal(boots[1].midr, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(garbage_is_no_result),
		SESSION_TEST(a_flipped_bit_costs_the_benchmark_it_is_in),
		SESSION_TEST(a_benchmark_that_the_image_fails_is_missing_for_its_reason),
		SESSION_TEST(a_sample_too_few_is_no_result),
		SESSION_TEST(another_unit_is_no_result),
		SESSION_TEST(another_warm_up_is_no_result),
		SESSION_TEST(an_absurd_sample_costs_its_benchmark_only),
		SESSION_TEST(an_absurd_overhead_costs_its_benchmark_only),
		SESSION_TEST(a_median_that_is_not_that_of_the_samples_is_no_result),
		SESSION_TEST(not_even_by_a_thousandth),
		SESSION_TEST(fewer_exits_than_expected_are_no_result),
		SESSION_TEST(exits_of_another_name_are_no_result),
		SESSION_TEST(exits_beside_the_expected_ones_are_no_result),
		SESSION_TEST(no_exits_where_some_are_expected_are_no_result),
		SESSION_TEST(exits_where_none_are_expected_are_no_result),
		SESSION_TEST(an_exit_count_that_nothing_holds_is_no_result),
		SESSION_TEST(an_exit_reason_that_is_no_name_is_no_result),
		SESSION_TEST(without_exits_none_are_expected),
		SESSION_TEST(another_toolchain_is_refused),
		SESSION_TEST(other_flags_are_refused),
		SESSION_TEST(without_the_end_of_the_run_the_last_benchmark_is_asked_for_again),
		SESSION_TEST(an_end_of_the_run_that_never_comes_costs_the_last_benchmark),
		SESSION_TEST(a_bad_exit_status_spoils_a_run_that_looks_complete),
		SESSION_TEST(a_machine_that_does_not_power_off_is_not_trusted),
		SESSION_TEST(a_machine_that_stays_after_its_console_is_not_trusted),
		SESSION_TEST(a_missing_qemu_names_the_package),
		SESSION_TEST(another_build_is_refused),
		SESSION_TEST(another_board_is_refused),
		SESSION_TEST(another_hal_is_refused),
		SESSION_TEST(another_switch_policy_is_refused),
		SESSION_TEST(another_clock_is_refused),
		SESSION_TEST(more_benchmarks_than_asked_for_are_refused),
		SESSION_TEST(two_cpus_that_are_the_same_one_are_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
