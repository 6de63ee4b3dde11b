/* SPDX-License-Identifier: Apache-2.0 */
/* What a history keeps of runs, and in which order it gives it back. */
#include "history_db.h"

static void a_cell_has_a_point_for_each_run_in_the_order_of_time(void **state)
{
	struct history *history = open_history(*state, true);
	struct history_series *cell;

	assert_true(import(history, exact_run(3, 102)));
	assert_true(import(history, exact_run(1, 99)));
	assert_true(import(history, exact_run(2, 100)));
	cell = only_cell(history);
	assert_int_equal(cell->n, 3);
	assert_int_equal(cell->n_runs, 3);
	assert_string_equal(cell->points[0].run, "20261101T081500Z-default");
	assert_string_equal(cell->points[0].started, "2026-11-01T08:15:00Z");
	assert_string_equal(cell->points[0].revision, "rev1");
	assert_true(cell->points[0].median == 99);
	assert_true(cell->points[1].median == 100);
	assert_true(cell->points[2].median == 102);
	assert_true(cell->points[2].p99 == 102 && cell->points[2].mean == 102);
	assert_true(cell->points[2].exits == 1);
	assert_int_equal(cell->points[2].n_samples, 4);
	assert_string_equal(cell->qemu, "7.2.22");
	assert_string_equal(cell->unit, "instructions");
	assert_string_equal(cell->key.toolchain, "gcc-12.2.0");
	history_cells_free(cell, 1);
	history_close(history);
}

static void the_same_run_again_changes_nothing(void **state)
{
	struct history *history = open_history(*state, true);
	struct history_series *cell;
	struct store_err err;
	bool has;

	assert_true(import(history, exact_run(1, 99)));
	assert_false(import(history, exact_run(1, 99)));
	cell = only_cell(history);
	assert_int_equal(cell->n, 1);
	assert_int_equal(cell->n_runs, 1);
	assert_int_equal(history_has_run(history, "20261101T081500Z-default", &has, &err), 0);
	assert_true(has);
	assert_int_equal(history_has_run(history, "20261102T081500Z-default", &has, &err), 0);
	assert_false(has);
	history_cells_free(cell, 1);
	history_close(history);
}

static void another_run_of_the_same_name_is_refused(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(1, 99);
	struct history_series *cell;
	struct store_err err = { "" };
	bool is_new;

	assert_true(import(history, exact_run(1, 50)));
	run->wall_s = 99;
	assert_int_equal(history_import(history, run, &is_new, &err), -EEXIST);
	assert_contains(err.text, "has another run called 20261101T081500Z-default");
	cell = only_cell(history);
	assert_true(cell->points[0].median == 50);
	history_cells_free(cell, 1);
	run_free(run);
	history_close(history);
}

/* What --resume makes of a run: the same id and start, and more results. */
static void a_run_that_was_gone_on_with_takes_its_own_place(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(1, 50);
	struct history_series *cells = NULL;
	struct store_err err;
	size_t n = 0;
	bool has;

	assert_non_null(make_missing(run, "irq/exit", "cortex-a57", "static", "exact"));
	assert_true(import(history, run));
	assert_true(import(history, exact_run(2, 50)));
	assert_int_equal(history_has_run(history, "20261101T081500Z-default", &has, &err), 0);
	assert_false(has); /* it may be gone on with */
	run = exact_run(1, 60);
	run->wall_s = 99;
	assert_true(import(history, run));
	assert_int_equal(history_has_run(history, "20261101T081500Z-default", &has, &err), 0);
	assert_true(has);
	cells = only_cell(history);
	assert_int_equal(cells->n_runs, 2);
	assert_int_equal(cells->n, 2);
	assert_true(cells->points[0].median == 60);
	history_cells_free(cells, 1);
	assert_int_equal(history_find_cells(history, NULL, &cells, &n, &err), 0);
	assert_int_equal(n, 1);
	history_cells_free(cells, n);
	history_close(history);
}

/* Samples 10, 20, 20, 30 by a batch of 2: a median of 10 for one operation, a mean of 10. */
static void add_boot(struct run *run, unsigned boot, uint64_t add)
{
	const uint64_t samples[] = { 10 + add, 20 + add, 20 + add, 30 + add };
	struct cell *cell = make_ok(run, "hvc/return", "cortex-a57", "static", "cntvct", samples,
				    sizeof(samples) / sizeof(samples[0]));

	cell->boot = boot;
	cell->batch = 2;
}

static void the_point_of_a_run_is_the_median_over_its_boots(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = day_run(1);
	struct history_series *cell;

	add_boot(run, 0, 40);
	add_boot(run, 1, 0);
	add_boot(run, 2, 2);
	run_sort_cells(run);
	import(history, run);
	cell = only_cell(history);
	assert_int_equal(cell->n, 1);
	assert_int_equal(cell->points[0].n_boots, 3);
	assert_true(cell->points[0].median == 11);
	assert_true(cell->points[0].low == 10);
	assert_true(cell->points[0].high == 30);
	assert_true(cell->points[0].p99 == 16);
	assert_true(cell->points[0].mean == 11);
	assert_true(cell->points[0].exits == 0.5);
	assert_int_equal(cell->points[0].n_samples, 12);
	history_cells_free(cell, 1);
	history_close(history);
}

/* Whatever the order they come in: each has been the first, the last and in the middle. */
static void the_smallest_and_the_largest_boot_are_found_in_any_order(void **state)
{
	const uint64_t adds[][5] = {
		{ 0, 2, 4, 6, 40 },
		{ 40, 0, 6, 4, 2 },
		{ 4, 40, 2, 0, 6 },
		{ 6, 4, 40, 2, 0 },
	};
	struct history *history = open_history(*state, true);
	struct history_series *cell;

	for (unsigned day = 1; day <= 4; day++) {
		struct run *run = day_run(day);

		for (unsigned boot = 0; boot < 5; boot++) {
			add_boot(run, boot, adds[day - 1][boot]);
		}
		run_sort_cells(run);
		import(history, run);
	}
	cell = only_cell(history);
	for (size_t i = 0; i < 4; i++) {
		assert_true(cell->points[i].low == 10);
		assert_true(cell->points[i].median == 12);
		assert_true(cell->points[i].high == 30);
	}
	history_cells_free(cell, 1);
	history_close(history);
}

static void what_has_no_trusted_result_is_left_out_and_counted(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(1, 99);
	struct history_series *cell;
	struct history_run *runs;
	struct store_err err;
	size_t n;
	size_t n_all;

	make_missing(run, "irq/exit", "cortex-a57", "static", "no bytes for 20 s");
	make_spoiled(run, "mmio/read", "cortex-a57", "static", 7, "no interrupt came");
	make_na(run, "sgi/send", "cortex-a57", "static", "one CPU");
	make_exact(run, "wfx/wfi", "cortex-a57", "static", 5, 4);
	make_spoiled(run, "wfx/wfi", "cortex-a57", "static", 7, "no interrupt came")->boot = 1;
	run_sort_cells(run);
	import(history, run);
	cell = only_cell(history);
	assert_string_equal(cell->key.benchmark, "hvc/return");
	assert_int_equal(history_list_runs(history, 10, &runs, &n, &n_all, &err), 0);
	assert_int_equal(n, 1);
	assert_int_equal(n_all, 1);
	assert_int_equal(runs[0].n_cells, 1);
	assert_int_equal(runs[0].n_without, 3);
	history_runs_free(runs, n);
	history_cells_free(cell, 1);
	history_close(history);
}

static void a_side_of_an_ab_is_known_and_is_no_point(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(2, 150);
	struct history_series *cell;
	struct history_run *runs;
	struct store_err err;
	size_t n;
	size_t n_all;

	assert_int_equal(run_set_env(run, "ab.side", "old"), 0);
	assert_true(import(history, run));
	import(history, exact_run(1, 99));
	cell = only_cell(history);
	assert_int_equal(cell->n, 1);
	assert_true(cell->points[0].median == 99);
	assert_int_equal(history_list_runs(history, 10, &runs, &n, &n_all, &err), 0);
	assert_int_equal(n_all, 2);
	assert_int_equal(runs[0].n_cells, 0);
	history_runs_free(runs, n);
	history_cells_free(cell, 1);
	history_close(history);
}

static void another_qemu_toolchain_or_mode_is_another_cell(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(2, 99);
	struct history_series *cells;
	char *detail;
	size_t n;

	import(history, exact_run(1, 99));
	assert_int_equal(run_set_env(run, "tools.qemu", "QEMU emulator version 10.0.2"), 0);
	import(history, run);
	run = exact_run(3, 99);
	free(run->cells[0].key.toolchain);
	run->cells[0].key.toolchain = make_str("gcc-13.1.0");
	import(history, run);
	run = exact_run(4, 99);
	run->cold = true;
	import(history, run);
	cells = all_cells(history, NULL, &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(cells[i].n, 1);
	}
	assert_string_equal(cells[0].qemu, "10.0.2");
	detail = history_detail(&cells[2]);
	assert_string_equal(detail, "exact, gcc-12.2.0 -O2, QEMU 7.2.22, cold");
	free(detail);
	history_cells_free(cells, n);
	history_close(history);
}

static void cells_are_found_by_their_names(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(1, 99);
	struct history_series *cells;
	struct store_err err = { "" };
	char *name;
	size_t n;

	make_exact(run, "hvc/return", "cortex-a57", "table", 110, 4);
	make_exact(run, "irq/exit", "cortex-a57", "static", 120, 4);
	run_sort_cells(run);
	import(history, run);
	cells = all_cells(history, "^hvc/.* static$", &n);
	assert_int_equal(n, 1);
	name = history_name(&cells[0]);
	assert_string_equal(name, CELL_NAME);
	free(name);
	history_cells_free(cells, n);
	cells = all_cells(history, "nothing", &n);
	assert_int_equal(n, 0);
	history_cells_free(cells, n);
	assert_int_equal(history_find_cells(history, "hvc(", &cells, &n, &err), -EINVAL);
	assert_contains(err.text, "'hvc(': ");
	history_close(history);
}

static void the_last_runs_can_be_had_alone(void **state)
{
	struct history *history = open_history(*state, true);
	struct history_series *cells;
	struct store_err err;
	size_t n;

	for (unsigned day = 1; day <= 9; day++) {
		import(history, exact_run(day, 90 + day));
	}
	assert_int_equal(history_find_cells(history, NULL, &cells, &n, &err), 0);
	assert_int_equal(history_load_series(history, &cells[0], 4, &err), 0);
	assert_int_equal(cells[0].n, 4);
	assert_int_equal(cells[0].n_runs, 9);
	assert_true(cells[0].points[0].median == 96);
	assert_true(cells[0].points[3].median == 99);
	history_cells_free(cells, n);
	history_close(history);
}

static void a_reader_sees_what_a_writer_that_is_still_open_has_imported(void **state)
{
	struct history *writer = open_history(*state, true);
	struct history *reader;
	struct history_series *cell;

	import(writer, exact_run(1, 99));
	reader = open_history(*state, false);
	import(writer, exact_run(2, 99));
	cell = only_cell(reader);
	assert_int_equal(cell->n, 2);
	history_cells_free(cell, 1);
	history_close(reader);
	history_close(writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_cell_has_a_point_for_each_run_in_the_order_of_time),
		WITH_DIR(the_same_run_again_changes_nothing),
		WITH_DIR(another_run_of_the_same_name_is_refused),
		WITH_DIR(a_run_that_was_gone_on_with_takes_its_own_place),
		WITH_DIR(the_point_of_a_run_is_the_median_over_its_boots),
		WITH_DIR(the_smallest_and_the_largest_boot_are_found_in_any_order),
		WITH_DIR(what_has_no_trusted_result_is_left_out_and_counted),
		WITH_DIR(a_side_of_an_ab_is_known_and_is_no_point),
		WITH_DIR(another_qemu_toolchain_or_mode_is_another_cell),
		WITH_DIR(cells_are_found_by_their_names),
		WITH_DIR(the_last_runs_can_be_had_alone),
		WITH_DIR(a_reader_sees_what_a_writer_that_is_still_open_has_imported),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
