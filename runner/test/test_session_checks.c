/* SPDX-License-Identifier: Apache-2.0 */
/* A session: what an image says of itself beside its samples. */
#include "test/session_machine.h"

static void floors_and_counts_are_kept(void **state)
{
	struct fixture *f = *state;
	const struct cell *cell = cell_at(f, 0);

	measure(f);
	assert_ok(f, 0);
	assert_true(cell->has_floor);
	assert_int_equal(cell->floor, 3);
	assert_int_equal(cell->batch, 1);
	assert_int_equal(cell->step, 1);
	assert_true(cell->has_pmu[PMU_CYCLES]);
	assert_int_equal(cell->pmu[PMU_CYCLES], 300);
	assert_false(cell->has_pmu[PMU_INSTRUCTIONS]);
	assert_int_equal(cell->pmu[PMU_EL2_CYCLES], 200);
}

static void a_batch_has_the_exits_of_all_its_operations(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_EXITS;
	machine.bench = "*";
	machine.batch = 10;
	machine.expect = "hvc:2";
	machine.exits = "hvc:100"; /* of 5 samples */
	measure(f);
	assert_ok(f, 0);
	assert_int_equal(cell_at(f, 0)->batch, 10);
	assert_true(cell_median(cell_at(f, 0)) == 10.4);
}

static void a_batch_with_the_exits_of_one_operation_is_no_result(void **state)
{
	struct fixture *f = *state;

	machine.batch = 10;
	measure(f);
	assert_missing(f, 0, "its exits are not the expected ones, hvc:50 in 5 samples (hvc:5)",
		       "logs/qemu-virt-gicv3.log");
}

static void a_self_check_that_succeeds_spoils_nothing(void **state)
{
	struct fixture *f = *state;

	measure(f);
	assert_int_equal(f->s.run->n_checks, 1);
	assert_string_equal(f->s.run->checks[0].boot, board_name);
	assert_string_equal(f->s.run->checks[0].check, "monotonic");
	assert_true(f->s.run->checks[0].ok);
	assert_int_equal(run_n_failed(f->s.run), 0);
}

static void a_self_check_that_fails_marks_what_it_spoils_and_keeps_the_samples(void **state)
{
	struct fixture *f = *state;

	machine.spoils = "irq/*,mmio/read_?";
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_ok(f, 0);
	for (size_t i = 1; i < 3; i++) {
		assert_int_equal(cell_at(f, i)->status, CELL_SPOILED);
		assert_int_equal(cell_at(f, i)->n, SAMPLES);
		assert_string_equal(cell_at(f, i)->error,
				    "self-check timer failed: no interrupt came");
		assert_string_equal(cell_at(f, i)->log, "logs/qemu-virt-gicv3.log");
	}
	assert_ok(f, 3);
	assert_int_equal(run_n_failed(f->s.run), 2);
	assert_int_equal(f->s.run->n_checks, 2);
	assert_false(f->s.run->checks[1].ok);
	assert_string_equal(f->s.run->checks[1].why, "no interrupt came");
}

static void a_self_check_can_spoil_everything(void **state)
{
	struct fixture *f = *state;

	machine.spoils = "*";
	measure(f);
	assert_int_equal(run_count(f->s.run, CELL_SPOILED), 4);
}

static void a_boot_made_again_notes_its_checks_once(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_KILL;
	machine.bench = "irq/exit";
	machine.last = 1;
	machine.spoils = "smc/return";
	measure(f);
	assert_int_equal(machine.boots, 2);
	assert_int_equal(f->s.run->n_checks, 2);
	assert_int_equal(cell_at(f, 1)->status, CELL_MISSING);
	assert_int_equal(cell_at(f, 3)->status, CELL_SPOILED);
}

static void what_does_not_apply_is_no_failure_and_not_asked_for_again(void **state)
{
	struct fixture *f = *state;

	machine.fault = FAULT_NA;
	machine.bench = "smc/return";
	measure(f);
	assert_int_equal(machine.boots, 1);
	assert_ok(f, 2);
	assert_int_equal(cell_at(f, 3)->status, CELL_NA);
	assert_int_equal(cell_at(f, 3)->n, 0);
	assert_string_equal(cell_at(f, 3)->error, "no EL3 firmware");
	assert_int_equal(run_n_failed(f->s.run), 0);
}

static void the_image_is_told_how_to_measure(void **state)
{
	struct fixture *f = *state;

	measure(f);
	assert_int_equal(machine.params.flags, 0);
}

static void a_cold_run_under_load_asks_for_both(void **state)
{
	struct fixture *f = *state;

	f->s.run->cold = true;
	f->s.run->load = true;
	measure(f);
	assert_int_equal(machine.params.flags, 3);
	assert_ok(f, 0);
	assert_ok(f, 3);
}

static void an_image_that_measures_in_another_way_is_refused(void **state)
{
	struct fixture *f = *state;

	f->s.run->load = true;
	machine.is_deaf = true;
	measure(f);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
	assert_string_equal(cell_at(f, 0)->error,
			    "the image measures with cold=0 load=0, but was asked for cold=0 "
			    "load=1");
}

static void other_vectors_are_refused(void **state)
{
	struct fixture *f = *state;

	machine.vectors = "null-call";
	measure(f);
	assert_int_equal(run_count(f->s.run, CELL_MISSING), 4);
	assert_string_equal(cell_at(f, 0)->error,
			    "the image says vectors 'null-call', but 'plain' was booted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SESSION_TEST(floors_and_counts_are_kept),
		SESSION_TEST(a_batch_has_the_exits_of_all_its_operations),
		SESSION_TEST(a_batch_with_the_exits_of_one_operation_is_no_result),
		SESSION_TEST(a_self_check_that_succeeds_spoils_nothing),
		SESSION_TEST(a_self_check_that_fails_marks_what_it_spoils_and_keeps_the_samples),
		SESSION_TEST(a_self_check_can_spoil_everything),
		SESSION_TEST(a_boot_made_again_notes_its_checks_once),
		SESSION_TEST(what_does_not_apply_is_no_failure_and_not_asked_for_again),
		SESSION_TEST(the_image_is_told_how_to_measure),
		SESSION_TEST(a_cold_run_under_load_asks_for_both),
		SESSION_TEST(an_image_that_measures_in_another_way_is_refused),
		SESSION_TEST(other_vectors_are_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
