/* SPDX-License-Identifier: Apache-2.0 */
/* A pivoted run: what falls into a place, what it is held against, and what is never compared. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

#include "call_command.h"
#include "report/matrix_join.h"
#include "report/matrix_text.h"
#include "sample_store.h"

static const struct cell **all_of(const struct run *run)
{
	const struct cell **cells = calloc(run->n_cells + 1, sizeof(*cells));

	assert_non_null(cells);
	for (size_t i = 0; i < run->n_cells; i++) {
		cells[i] = &run->cells[i];
	}
	return cells;
}

static int pivot(const struct run *run, const char *rows, const char *columns, const char *base,
		 struct matrix *out)
{
	const struct matrix_spec spec = { .rows = matrix_find_field(rows),
					  .columns = matrix_find_field(columns),
					  .base_field = matrix_find_field(rows),
					  .base = base };
	const struct cell **cells = all_of(run);
	int err = matrix_make(run, cells, run->n_cells, &spec, out);

	free(cells);
	return err;
}

static void set_flags(struct cell *cell, const char *flags)
{
	free(cell->key.flags);
	cell->key.flags = make_str(flags);
}

/* Two benchmarks, two CPUs, two sets of flags: -O3 is dearer by a half in one and by nothing in the other. */
static struct run *make_flags(void)
{
	static const char *const cpus[] = { "cortex-a57", "max" };
	struct run *run = make_run(ID);

	for (size_t i = 0; i < 2; i++) {
		make_exact(run, "hvc/return", cpus[i], "static", 100, 4);
		make_exact(run, "irq/exit", cpus[i], "static", 200, 4);
		set_flags(make_exact(run, "hvc/return", cpus[i], "static", 150, 4), "-O3");
		set_flags(make_exact(run, "irq/exit", cpus[i], "static", 200, 4), "-O3");
	}
	run_sort_cells(run);
	return run;
}

static void a_place_of_several_cells_has_the_geometric_mean_of_their_ratios(void **state)
{
	struct run *run = make_flags();
	struct matrix m;

	(void)state;
	assert_int_equal(pivot(run, "flags", "cpu", NULL, &m), 0);
	assert_int_equal(m.n_rows, 2);
	assert_string_equal(m.rows[0], "-O2");
	assert_string_equal(m.rows[1], "-O3");
	assert_int_equal(m.n_columns, 2);
	assert_int_equal(matrix_place(&m, 1, 0)->n_pairs, 2);
	assert_true(fabs(matrix_place(&m, 1, 0)->ratio - sqrt(1.5)) < 1e-9);
	assert_true(matrix_place(&m, 0, 1)->ratio == 1);
	assert_string_equal(matrix_words(&m, 0, 0).s, "base");
	assert_string_equal(matrix_words(&m, 1, 1).s, "+22.5 %");
	assert_int_equal(m.n_moves, 2);
	assert_string_equal(m.moves[0].cell->key.benchmark, "hvc/return");
	matrix_free(&m);
	run_free(run);
}

static void a_place_of_one_cell_has_its_median_and_the_change(void **state)
{
	struct run *run = make_flags();
	struct matrix_spec spec = { .rows = matrix_find_field("benchmark"),
				    .columns = matrix_find_field("flags"),
				    .base_field = matrix_find_field("flags") };
	const struct cell **cells = all_of(run);
	struct matrix m;

	(void)state;
	/* One CPU: the first four of the sorted cells. */
	assert_int_equal(matrix_make(run, cells, 4, &spec, &m), 0);
	assert_string_equal(matrix_words(&m, 0, 0).s, "100");
	assert_string_equal(matrix_words(&m, 0, 1).s, "150 +50.0 %");
	assert_string_equal(matrix_words(&m, 1, 1).s, "200");
	matrix_free(&m);
	free(cells);
	run_free(run);
}

static void another_base_turns_the_ratios_round(void **state)
{
	struct run *run = make_flags();
	struct matrix m;

	(void)state;
	assert_int_equal(pivot(run, "flags", "cpu", "-O3", &m), 0);
	assert_string_equal(matrix_words(&m, 1, 0).s, "base");
	assert_string_equal(matrix_words(&m, 0, 0).s, "-18.4 %");
	matrix_free(&m);
	assert_int_equal(pivot(run, "flags", "cpu", "-Os", &m), -ENOENT);
	run_free(run);
}

static void what_has_no_result_or_no_counterpart_is_not_in_a_ratio(void **state)
{
	struct run *run = make_run(ID);
	struct matrix m;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 100, 4);
	make_exact(run, "hvc/return", "max", "table", 110, 4);
	make_exact(run, "irq/exit", "max", "table", 999, 4);
	make_missing(run, "irq/exit", "max", "static", "no answer");
	make_na(run, "smc/forward", "max", "static", "no EL3");
	make_spoiled(run, "mmio/read", "max", "table", 5, "a check");
	run_sort_cells(run);
	assert_int_equal(pivot(run, "hal", "cpu", NULL, &m), 0);
	assert_int_equal(matrix_place(&m, 0, 0)->n, 1);
	assert_int_equal(matrix_place(&m, 0, 0)->n_bad, 1);
	assert_int_equal(matrix_place(&m, 0, 0)->n_na, 1);
	assert_int_equal(matrix_place(&m, 1, 0)->n_bad, 1);
	assert_int_equal(matrix_place(&m, 1, 0)->n_pairs, 1);
	assert_string_equal(matrix_words(&m, 1, 0).s, "+10.0 %");
	matrix_free(&m);
	assert_int_equal(pivot(run, "benchmark", "hal", NULL, &m), 0);
	assert_string_equal(matrix_words(&m, 1, 0).s, "missing");
	assert_string_equal(matrix_words(&m, 3, 0).s, "n/a");
	assert_string_equal(matrix_words(&m, 3, 1).s, "-");
	matrix_free(&m);
	run_free(run);
}

static void nothing_that_stays_nothing_is_no_change(void **state)
{
	struct run *run = make_run(ID);
	struct matrix m;

	(void)state;
	make_exact(run, "irq/passthrough", "max", "static", 0, 4);
	make_exact(run, "irq/passthrough", "max", "table", 0, 4);
	make_exact(run, "hvc/inplace", "max", "static", 0, 4);
	make_exact(run, "hvc/inplace", "max", "table", 7, 4);
	run_sort_cells(run);
	assert_int_equal(pivot(run, "hal", "benchmark", NULL, &m), 0);
	assert_string_equal(matrix_words(&m, 1, 1).s, "0");
	assert_true(matrix_place(&m, 1, 1)->ratio == 1);
	assert_int_equal(matrix_place(&m, 1, 0)->n_pairs, 0);
	assert_int_equal(m.n_zero, 1);
	assert_int_equal(m.n_units, 0);
	matrix_free(&m);
	run_free(run);
}

/* 100 ticks at 50 MHz are as long as 200 at 100 MHz. */
static void ticks_of_two_boards_are_compared_as_time(void **state)
{
	static const uint64_t slow[] = { 100, 100 };
	static const uint64_t fast[] = { 200, 200 };
	struct run *run = make_run(ID);
	struct matrix m;

	(void)state;
	make_ok(run, "hvc/return", "a", "static", "cntvct", slow, 2);
	make_ok(run, "hvc/return", "b", "static", "cntvct", fast, 2);
	assert_int_equal(pivot(run, "cpu", "board", NULL, &m), 0);
	assert_int_equal(matrix_place(&m, 1, 0)->n_pairs, 0);
	assert_int_equal(m.n_units, 1);
	matrix_free(&m);
	assert_int_equal(run_set_env(run, "counter.qemu-virt-gicv3/a", "50000000"), 0);
	assert_int_equal(run_set_env(run, "counter.qemu-virt-gicv3/b", "100000000"), 0);
	assert_int_equal(pivot(run, "cpu", "board", NULL, &m), 0);
	assert_int_equal(matrix_place(&m, 1, 0)->n_pairs, 1);
	assert_true(matrix_place(&m, 1, 0)->ratio == 1);
	matrix_free(&m);
	run_free(run);
}

static void instructions_are_never_compared_with_ticks(void **state)
{
	static const uint64_t ticks[] = { 100, 100 };
	struct run *run = make_run(ID);
	struct cell *cell;
	struct matrix m;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 100, 2);
	cell = make_ok(run, "hvc/return", "b", "static", "cntvct", ticks, 2);
	free(cell->key.clock);
	cell->key.clock = make_str("exact");
	assert_int_equal(pivot(run, "cpu", "board", NULL, &m), 0);
	assert_int_equal(matrix_place(&m, 0, 0)->n_pairs + matrix_place(&m, 1, 0)->n_pairs, 1);
	assert_int_equal(m.n_units, 1);
	matrix_free(&m);
	run_free(run);
}

/* Two boards apart are as the two together, but that nothing is held across them. */
static void the_runs_of_a_lab_are_joined_place_by_place(void **state)
{
	struct matrix sum = { 0 };

	(void)state;
	for (size_t board = 0; board < 2; board++) {
		struct run *run = make_flags();
		struct matrix part;

		for (size_t i = 0; board == 1 && i < run->n_cells; i++) {
			free(run->cells[i].key.board);
			run->cells[i].key.board = make_str("other");
		}
		assert_int_equal(pivot(run, "flags", "board", NULL, &part), 0);
		assert_int_equal(matrix_join(&sum, &part), 0);
		matrix_free(&part);
		run_free(run);
	}
	assert_int_equal(sum.n_rows, 2);
	assert_int_equal(sum.n_columns, 2);
	assert_string_equal(sum.columns[1], "other");
	assert_int_equal(matrix_place(&sum, 1, 1)->n_pairs, 4);
	assert_string_equal(matrix_words(&sum, 1, 0).s, "+22.5 %");
	assert_string_equal(matrix_words(&sum, 0, 1).s, "base");
	matrix_join_free(&sum);
}

/* One place from two runs: the mean over the pairs of both. */
static void places_of_two_runs_that_are_one_are_averaged_over_their_pairs(void **state)
{
	struct matrix sum = { 0 };
	struct run *one = make_flags();
	struct run *two = make_flags();
	struct matrix part;

	(void)state;
	set_flags(make_exact(two, "smc/return", "max", "static", 100, 4), "-O3");
	make_exact(two, "smc/return", "max", "static", 400, 4);
	assert_int_equal(pivot(one, "flags", "cpu", NULL, &part), 0);
	assert_int_equal(matrix_join(&sum, &part), 0);
	matrix_free(&part);
	assert_int_equal(pivot(two, "flags", "cpu", NULL, &part), 0);
	assert_int_equal(matrix_join(&sum, &part), 0);
	matrix_free(&part);
	assert_int_equal(matrix_place(&sum, 1, 1)->n_pairs, 5);
	assert_true(fabs(matrix_place(&sum, 1, 1)->ratio - pow(1.5 * 1.5 / 4, 0.2)) < 1e-9);
	matrix_join_free(&sum);
	run_free(one);
	run_free(two);
}

/* What the command prints for a stored run; the caller frees. */
static struct called matrix(const char *dir, const struct run *run, const char *const *words)
{
	char *path = results_dir_store(dir, run);
	const char *all[CALL_WORDS_MAX] = { path };
	struct called called;

	for (size_t i = 0; words[i] != NULL; i++) {
		all[i + 1] = words[i];
	}
	called = call_command(&cmd_matrix, dir, all);
	free(path);
	return called;
}

static void the_command_explains_flags_by_their_object_code(void **state)
{
	static const char *const words[] = { "--columns", "cpu", NULL };
	struct results_dir *out = *state;
	struct run *run = make_flags();
	struct called called;

	assert_int_equal(run_set_env(run, "code.qemu-virt-gicv3-static.text_bytes", "1000"), 0);
	assert_int_equal(run_set_env(run, "code.qemu-virt-gicv3-static+O3.text_bytes", "1200"), 0);
	assert_int_equal(run_set_env(run, "code.qemu-virt-gicv3-static+O3.indirect_calls", "7"), 0);
	assert_int_equal(run_set_env(run, "code.not-of-a-cell.text_bytes", "9"), 0);
	called = matrix(out->path, run, words);
	assert_int_equal(called.rc, RC_OK);
	assert_lacks(called.out, "not-of-a-cell");
	assert_contains(called.out, "change against flags -O2");
	assert_contains(called.out, "flags  cortex-a57      max\n");
	assert_contains(called.out, "-O3       +22.5 %  +22.5 %\n");
	assert_contains(called.out, "+50.0 %      100 -> 150     hvc/return");
	assert_contains(called.out, "object code                text bytes  indirect calls\n");
	assert_contains(called.out, "qemu-virt-gicv3-static           1000               -\n");
	assert_contains(called.out, "qemu-virt-gicv3-static+O3        1200               7\n");
	called_free(&called);
	run_free(run);
}

static void each_format_says_the_same(void **state)
{
	static const struct {
		const char *format;
		const char *says;
	} formats[] = {
		{ "md", "| -O3 | +22.5 % | +22.5 % |" },
		{ "csv", "\"-O3\",\"max\",2,0,0,,2,1.22474487139159" },
		{ "json", "\"ratio\": 1.2247448713915" },
	};
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const char *const words[] = { "--columns", "cpu", "--format", formats[i].format,
					      NULL };
		struct run *run = make_flags();
		char below[8];
		char *dir;
		struct called called;

		snprintf(below, sizeof(below), "f%zu", i);
		dir = file_join(out->path, below);
		assert_int_equal(mkdir(dir, 0777), 0);
		called = matrix(dir, run, words);
		assert_int_equal(called.rc, RC_OK);
		assert_contains(called.out, formats[i].says);
		called_free(&called);
		free(dir);
		run_free(run);
	}
}

static void a_wrong_command_line_is_told_with_what_would_be_right(void **state)
{
	static const struct {
		const char *words[5];
		const char *says;
	} wrong[] = {
		{ { "--rows", "flag", NULL }, "there is no field 'flag' (did you mean 'flags'?" },
		{ { "--rows", "cpu", "--columns", "cpu", NULL }, "both cpu" },
		{ { "--base", "-O9", NULL }, "no cell has flags or board '-O9'" },
		{ { "--filter", "nothing", NULL }, "'nothing' matches no cell" },
		{ { "--format", "xml", NULL }, "'xml' is not table, md, csv or json" },
	};
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct run *run = make_flags();
		char below[8];
		char *dir;
		struct called called;

		snprintf(below, sizeof(below), "w%zu", i);
		dir = file_join(out->path, below);
		assert_int_equal(mkdir(dir, 0777), 0);
		called = matrix(dir, run, wrong[i].words);
		called_unwrap(&called);
		assert_int_equal(called.rc, RC_USAGE);
		assert_contains(called.err, wrong[i].says);
		called_free(&called);
		free(dir);
		run_free(run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_of_several_cells_has_the_geometric_mean_of_their_ratios),
		cmocka_unit_test(a_place_of_one_cell_has_its_median_and_the_change),
		cmocka_unit_test(another_base_turns_the_ratios_round),
		cmocka_unit_test(what_has_no_result_or_no_counterpart_is_not_in_a_ratio),
		cmocka_unit_test(nothing_that_stays_nothing_is_no_change),
		cmocka_unit_test(ticks_of_two_boards_are_compared_as_time),
		cmocka_unit_test(instructions_are_never_compared_with_ticks),
		cmocka_unit_test(the_runs_of_a_lab_are_joined_place_by_place),
		cmocka_unit_test(places_of_two_runs_that_are_one_are_averaged_over_their_pairs),
		WITH_DIR(the_command_explains_flags_by_their_object_code),
		WITH_DIR(each_format_says_the_same),
		WITH_DIR(a_wrong_command_line_is_told_with_what_would_be_right),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
