/* SPDX-License-Identifier: Apache-2.0 */
/* What the exact part of the self-test says of runs whose figures are made up: each aim can be missed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "selftest/exact.h"
#include "test/make_run.h"

enum {
	CALL,
	IPI,
	INPLACE,
	TIMER,
	FLOOR,
	N_BENCHES
};

/* exits: counted by the host; each: what passes the vectors. In the order of run_sort_cells(). */
static const struct bench {
	const char *name;
	uint64_t value;
	unsigned each;
	bool has_exits;
	bool has_counter;
} benches[N_BENCHES] = {
	[CALL] = { "a/call", 99, 1, true, true },
	[IPI] = { "b/ipi", 1122, 2, true, false },
	[INPLACE] = { "c/inplace", 23, 1, false, true },
	[TIMER] = { "d/timer", 18, 1, false, false },
	[FLOOR] = { "e/floor", 2, 0, false, false },
};

/* A run of an image with so many instructions injected. */
static struct run *run_with(unsigned inject)
{
	struct run *run = make_run("exact");

	for (size_t i = 0; i < N_BENCHES; i++) {
		const struct bench *bench = &benches[i];
		struct cell *cell = make_exact(run, bench->name, "cortex-a57", "static",
					       bench->value + (uint64_t)inject * bench->each, 4);

		cell->n_exits = bench->has_exits ? 1 : 0;
		if (!bench->has_exits) {
			free(cell->exits[0].name);
		}
		cell->has_pmu[PMU_EL2_INSTRUCTIONS] = true;
		cell->pmu[PMU_EL2_INSTRUCTIONS] = bench->has_counter ? bench->value - 1 : 0;
	}
	make_na(run, "f/monitor", "cortex-a57", "static", "no monitor of ours at EL3");
	return run;
}

struct fixture {
	struct exact_runs runs;
	struct exact_result result;
	char *text; /* as printed */
	size_t n_missed;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->runs.base = run_with(0);
	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		f->runs.other[i] = run_with(exact_steps[i].inject);
	}
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	free(f->text);
	exact_free(&f->result);
	exact_runs_free(&f->runs);
	free(f);
	return 0;
}

static void judge(struct fixture *f)
{
	size_t size;
	FILE *out;

	assert_int_equal(exact_judge(&f->runs, &f->result), 0);
	out = open_memstream(&f->text, &size);
	assert_non_null(out);
	f->n_missed = exact_print(&f->result, out);
	assert_int_equal(fclose(out), 0);
}

static bool says(const struct fixture *f, const char *text)
{
	if (strstr(f->text, text) == NULL) {
		print_message("%s\nis not in:\n%s", text, f->text);
		return false;
	}
	return true;
}

/* All samples of a cell of a pair. */
static void set_samples(struct fixture *f, size_t pair, size_t bench, uint64_t value)
{
	struct cell *cell = &f->runs.other[pair]->cells[bench];

	for (size_t i = 0; i < cell->n; i++) {
		cell->samples[i] = value;
	}
	assert_int_equal(stats_summarise(cell->samples, cell->n, &cell->sum), 0);
}

static size_t pair_of(unsigned amount)
{
	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		if (exact_steps[i].inject == amount && amount > 0) {
			return i;
		}
	}
	fail();
	return 0;
}

static void every_injection_is_found_and_nothing_else(void **state)
{
	struct fixture *f = *state;

	judge(f);
	assert_int_equal(f->n_missed, 0);
	for (size_t i = EXACT_SLOW; i < EXACT_PAIRS; i++) {
		const struct exact_pair *pair = &f->result.pairs[i];

		assert_int_equal(pair->n_on_path, 4);
		assert_int_equal(pair->n_off_path, 1);
		assert_int_equal(pair->n_found, 4);
		assert_int_equal(pair->n_amount, 4);
		assert_int_equal(pair->n_alarms, 0);
	}
	assert_true(says(f, "slower and told to be regressed: 12 of 12, aim 12: met"));
	assert_true(says(f, "by what was injected, to the instruction: 12 of 12, aim 12: met"));
	assert_true(says(f, "false alarms: 0 of 18, aim 0: met"));
}

static void how_a_cell_is_known_to_be_on_the_path_is_told(void **state)
{
	struct fixture *f = *state;

	judge(f);
	assert_int_equal(f->result.cells[CALL].path, EXACT_BY_EXITS);
	assert_int_equal(f->result.cells[IPI].path, EXACT_BY_EXITS);
	assert_int_equal(f->result.cells[IPI].each, 2);
	assert_int_equal(f->result.cells[INPLACE].path, EXACT_BY_COUNTER);
	assert_int_equal(f->result.cells[TIMER].path, EXACT_BY_LENGTH);
	assert_int_equal(f->result.cells[FLOOR].path, EXACT_NOT_ON_PATH);
	assert_int_equal(f->result.cells[FLOOR].each, 0);
	assert_true(says(f, "not on the path, nothing leaves a guest between the stamps:\n"
			    "  e/floor qemu-virt-gicv3/cortex-a57 static\n"));
	assert_null(strstr(f->text, "f/monitor"));
}

static void what_is_not_slower_was_not_found(void **state)
{
	struct fixture *f = *state;

	set_samples(f, pair_of(1), INPLACE, 23);
	judge(f);
	assert_int_equal(f->n_missed, 2);
	assert_int_equal(f->result.pairs[pair_of(1)].n_found, 3);
	assert_int_equal(f->result.pairs[pair_of(5)].n_found, 4);
	assert_true(says(f, "regressed: 11 of 12, aim 12: MISSED"));
	assert_true(says(f, "c/inplace qemu-virt-gicv3/cortex-a57 static: +1 instruction: "
			    "unchanged, not regressed"));
}

static void what_is_slower_by_another_amount_is_told(void **state)
{
	struct fixture *f = *state;

	set_samples(f, pair_of(5), IPI, 1122 + 5);
	judge(f);
	assert_int_equal(f->n_missed, 1);
	assert_int_equal(f->result.pairs[pair_of(5)].n_found, 4);
	assert_int_equal(f->result.pairs[pair_of(5)].n_amount, 3);
	assert_true(says(f, "to the instruction: 11 of 12, aim 12: MISSED"));
	assert_string_equal(f->result.cells[IPI].why,
			    "+5 instructions: median longer by 5, not median by 10");
}

static void a_path_that_the_largest_injection_does_not_show_is_not_passed_over(void **state)
{
	struct fixture *f = *state;

	set_samples(f, pair_of(50), CALL, 99);
	judge(f);
	assert_int_equal(f->result.cells[CALL].path, EXACT_BY_EXITS);
	assert_int_equal(f->result.pairs[pair_of(50)].n_found, 3);
	assert_true(f->n_missed >= 2);
	assert_string_equal(f->result.cells[CALL].why,
			    "exits were counted, but with +50 instructions at each exit the figure "
			    "is the same");
}

static void a_length_that_is_no_number_of_exits_is_told(void **state)
{
	struct fixture *f = *state;

	set_samples(f, pair_of(50), TIMER, 18 + 51);
	judge(f);
	assert_int_equal(f->result.cells[TIMER].path, EXACT_BY_LENGTH);
	assert_int_equal(f->result.cells[TIMER].each, 0);
	assert_true(f->n_missed > 0);
	assert_string_equal(f->result.cells[TIMER].why,
			    "longer by 51 with +50 instructions at each exit: no number of exits");
}

static void a_change_where_nothing_changed_is_a_false_alarm(void **state)
{
	struct fixture *f = *state;

	set_samples(f, 1, CALL, 98);
	set_samples(f, pair_of(1), FLOOR, 3);
	judge(f);
	assert_int_equal(f->n_missed, 1);
	assert_int_equal(f->result.pairs[1].n_alarms, 1);
	assert_int_equal(f->result.pairs[pair_of(1)].n_alarms, 1);
	assert_true(says(f, "false alarms: 2 of 18, aim 0: MISSED"));
	assert_true(says(f, "a/call qemu-virt-gicv3/cortex-a57 static: link order 1: improved, "
			    "though nothing changed for it"));
}

static void what_is_missing_is_not_judged_and_is_named(void **state)
{
	struct fixture *f = *state;
	struct cell *cell = &f->runs.other[pair_of(5)]->cells[TIMER];

	cell->status = CELL_MISSING;
	cell->error = make_str("the console ended");
	judge(f);
	assert_int_equal(f->n_missed, 0);
	assert_int_equal(exact_count_missing(&f->result), 1);
	assert_int_equal(f->result.pairs[pair_of(5)].n_on_path, 3);
	assert_int_equal(f->result.pairs[pair_of(5)].n_missing, 1);
	assert_true(says(f, "not judged, as a result is missing: 1"));
	assert_true(says(f, "+5 instructions: new: no result: the console"));
}

static void runs_without_any_result_are_not_judged(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < EXACT_PAIRS; i++) {
		for (size_t k = 0; k < N_BENCHES; k++) {
			struct cell *cell = &f->runs.other[i]->cells[k];

			cell->status = CELL_MISSING;
			cell->error = make_str("interrupted before it was measured");
		}
	}
	judge(f);
	assert_int_equal(f->n_missed, 0);
	assert_int_equal(exact_count_missing(&f->result), 30);
	assert_true(says(f, "regressed: not judged"));
	assert_true(says(f, "not judged, as a result is missing: 30"));
}

static void what_is_printed_fits_a_terminal(void **state)
{
	struct fixture *f = *state;

	set_samples(f, pair_of(50), TIMER, 18 + 51);
	set_samples(f, 0, CALL, 98);
	judge(f);
	for (const char *line = f->text; *line != '\0'; line += strcspn(line, "\n") + 1) {
		assert_true(strcspn(line, "\n") <= 100);
	}
}

static void a_suite_on_another_clock_is_refused(void **state)
{
	char path[] = "some.yaml";
	struct suite_cfg suite = { .path = path, .clock = CLOCK_CNTVCT };
	const struct exact_setup setup = { .suite = &suite };
	struct exact_runs runs;
	struct diag d = { 0 };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	assert_int_equal(exact_measure(&setup, &runs, &d), -22);
	diag_print(&d, out);
	fclose(out);
	assert_non_null(strstr(text, "some.yaml: clock is 'cntvct', but what is checked to the "
				     "instruction needs 'exact'"));
	free(text);
	diag_free(&d);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	char path[] = "some.yaml";
	struct suite_cfg suite = { .path = path, .name = path, .clock = CLOCK_EXACT };
	const struct exact_setup setup = { .suite = &suite, .dir = "/nonexistent/selftest" };
	struct exact_runs runs = { 0 };
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(exact_measure(&setup, &runs, &d), -2);
	assert_null(runs.base);
	diag_free(&d);
}

#define EXACT_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EXACT_TEST(every_injection_is_found_and_nothing_else),
		EXACT_TEST(how_a_cell_is_known_to_be_on_the_path_is_told),
		EXACT_TEST(what_is_not_slower_was_not_found),
		EXACT_TEST(what_is_slower_by_another_amount_is_told),
		EXACT_TEST(a_path_that_the_largest_injection_does_not_show_is_not_passed_over),
		EXACT_TEST(a_length_that_is_no_number_of_exits_is_told),
		EXACT_TEST(a_change_where_nothing_changed_is_a_false_alarm),
		EXACT_TEST(what_is_missing_is_not_judged_and_is_named),
		EXACT_TEST(runs_without_any_result_are_not_judged),
		EXACT_TEST(what_is_printed_fits_a_terminal),
		cmocka_unit_test(a_suite_on_another_clock_is_refused),
		cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
