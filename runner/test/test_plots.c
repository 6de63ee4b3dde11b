/* SPDX-License-Identifier: Apache-2.0 */
/* Which drawings a run has, and that gnuplot makes each of them, SVG and PNG. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "make_run.h"
#include "report/grid.h"
#include "report/plot_script.h"
#include "report/plots.h"
#include "results_dir.h"
#include "sample_store.h"
#include "store/file.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* Two boards, two HALs; hvc/return is constant, irq/exit is not and has a long tail. */
static struct run *make_plotted(void)
{
	static const uint64_t tail[] = { 100, 101, 102, 103, 104, 105, 110, 120, 500, 4000 };
	struct run *run = make_run("20261121T081500Z-default");
	const char *const hals[] = { "static", "table" };

	for (size_t i = 0; i < 2; i++) {
		make_exact(run, "hvc/return", "cortex-a57", hals[i], 99 + i, 4);
		make_exact(run, "hvc/return", "max", hals[i], 99 + i, 4);
		make_ok(run, "irq/exit", "max", hals[i], "exact", tail, LENGTH(tail));
	}
	make_missing(run, "irq/exit", "cortex-a57", "static", "it's gone");
	run_sort_cells(run);
	return run;
}

static void overviews_come_first_then_each_benchmark(void **state)
{
	static const struct {
		enum plot_kind kind;
		const char *stem;
	} want[] = {
		{ PLOT_IMAGES, "overview_qemu-virt-gicv3/cortex-a57" },
		{ PLOT_IMAGES, "overview_qemu-virt-gicv3/max" },
		{ PLOT_TARGETS, "overview_targets" },
		{ PLOT_DISTRIBUTION, "hvc/return" },
		{ PLOT_DISTRIBUTION, "irq/exit" },
		{ PLOT_CDF, "cdf_irq/exit" },
	};
	struct run *run = make_plotted();
	struct plot_subjects subjects = { 0 };
	struct grid grid;

	(void)state;
	assert_int_equal(grid_make(run, &grid), 0);
	assert_int_equal(plot_subjects_find(&grid, &subjects), 0);
	assert_int_equal(subjects.n, LENGTH(want));
	for (size_t i = 0; i < LENGTH(want); i++) {
		assert_int_equal(subjects.items[i].kind, want[i].kind);
		assert_string_equal(subjects.items[i].stem, want[i].stem);
	}
	plot_subjects_free(&subjects);
	grid_free(&grid);
	run_free(run);
}

static void assert_begins(const char *path, const char *bytes, size_t n)
{
	struct store_err err = { "" };
	char *text = NULL;
	size_t size = 0;

	assert_int_equal(file_read(path, &text, &size, &err), 0);
	assert_true(size > n);
	assert_memory_equal(text, bytes, n);
	free(text);
}

static void each_is_drawn_as_svg_and_png(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_plotted();
	struct plot_list list = { 0 };
	struct store_err err = { "" };
	struct grid grid;

	assert_int_equal(grid_make(run, &grid), 0);
	assert_int_equal(plots_write(out->path, &grid, true, &list, &err), 0);
	assert_string_equal(err.text, "");
	assert_int_equal(list.n, 6);
	assert_int_equal(list.n_left_out, 0);
	for (size_t i = 0; i < list.n; i++) {
		size_t len = strlen(list.items[i].path);

		assert_begins(list.items[i].path, "<?xml", 5);
		memcpy(list.items[i].path + len - 3, "png", 3);
		assert_begins(list.items[i].path, "\x89PNG", 4);
	}
	plot_list_free(&list);
	grid_free(&grid);
	run_free(run);
}

static char *script_of(const struct grid *grid, enum plot_kind kind, size_t index)
{
	static char name[] = "x";
	const struct plot_subject subject = {
		.kind = kind, .index = index, .name = name, .stem = name, .title = name
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	plot_script_write(grid, &subject, "x.svg", PLOT_TO_SVG, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void a_long_tail_gets_a_logarithmic_axis(void **state)
{
	struct run *run = make_plotted();
	struct grid grid;
	char *far;
	char *near;

	(void)state;
	assert_int_equal(grid_make(run, &grid), 0);
	far = script_of(&grid, PLOT_CDF, 1);
	near = script_of(&grid, PLOT_CDF, 0);
	assert_non_null(strstr(far, "set logscale x"));
	assert_null(strstr(near, "set logscale x"));
	free(far);
	free(near);
	grid_free(&grid);
	run_free(run);
}

/* The last step of a curve is at 1 and the largest sample. */
static void a_curve_ends_with_the_largest_sample(void **state)
{
	struct run *run = make_plotted();
	struct grid grid;
	char *script;

	(void)state;
	assert_int_equal(grid_make(run, &grid), 0);
	script = script_of(&grid, PLOT_CDF, 1);
	assert_non_null(strstr(script, "\n100 0.1\n"));
	assert_non_null(strstr(script, "\n4000 1\nNaN NaN\n"));
	free(script);
	grid_free(&grid);
	run_free(run);
}

/* 1000 samples of @low to @high, evenly, of which @n_far are @far. */
static struct run *make_spread(uint64_t low, uint64_t high, uint64_t far, size_t n_far)
{
	struct run *run = make_run("20261121T081500Z-default");
	uint64_t samples[1000];

	for (size_t i = 0; i < LENGTH(samples); i++) {
		samples[i] = i + n_far < LENGTH(samples)
				     ? low + (high - low) * i / (LENGTH(samples) - 1)
				     : far;
	}
	make_ok(run, "irq/exit", "max", "static", "exact", samples, LENGTH(samples));
	run_sort_cells(run);
	return run;
}

static char *cdf_of(struct run *run)
{
	struct grid grid;
	char *script;

	assert_int_equal(grid_make(run, &grid), 0);
	script = script_of(&grid, PLOT_CDF, 0);
	grid_free(&grid);
	run_free(run);
	return script;
}

/* One stray sample in a thousand is no reason to make a wall of all others. */
static void a_curve_is_drawn_to_its_995th_permille(void **state)
{
	static const struct {
		size_t n_far;
		bool is_log;
		bool is_clipped;
	} rows[] = { { 0, false, false }, { 5, false, true }, { 6, true, false } };

	(void)state;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		char *script = cdf_of(make_spread(1000, 1200, 900000, rows[i].n_far));

		assert_int_equal(strstr(script, "set logscale x") != NULL, rows[i].is_log);
		assert_int_equal(strstr(script, "the largest 0.5 % are beyond") != NULL,
				 rows[i].is_clipped);
		free(script);
	}
}

/* Labels of ticks on a logarithmic axis of @script. */
static size_t count_ticks(const char *script)
{
	const char *at = strstr(script, "set logscale x\nset xtics (");
	const char *end = at != NULL ? strchr(at, ')') : NULL;
	size_t n = 0;

	assert_non_null(end);
	for (; at < end; at++) {
		n += at[0] == '\'' && at[1] >= '1' && at[1] <= '9';
	}
	return n;
}

static void a_logarithmic_axis_has_two_labels_at_least(void **state)
{
	static const uint64_t ends[][2] = {
		{ 1598, 32000 },  { 1598, 88000 },  { 1001, 20100 },
		{ 999, 99000 },   { 11, 999999 },   { 2, 41 },
		{ 5100, 990000 }, { 1, 900000000 }, { 10001, 999999999 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(ends); i++) {
		char *script = cdf_of(make_spread(ends[i][0], ends[i][1], ends[i][1], 9));

		assert_true(count_ticks(script) >= 2);
		free(script);
	}
}

/* The label of a tick at the very end of the axis, of six digits, is half outside of it. */
static void there_is_room_for_the_last_label(void **state)
{
	char *script = cdf_of(make_spread(1000, 100000, 100000, 9));
	double edge;
	const char *at = strstr(script, "set rmargin at screen ");

	(void)state;
	assert_non_null(at);
	edge = strtod(at + strlen("set rmargin at screen "), NULL);
	assert_non_null(strstr(script, "'100000'"));
	assert_true((1 - edge) * 440 >= 6 * 8 * 0.5);
	free(script);
}

static void more_plots_than_there_is_room_for_are_counted(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run("20261121T081500Z-default");
	struct plot_list list = { 0 };
	struct store_err err = { "" };
	struct grid grid;

	for (unsigned i = 0; i < PLOTS_MAX + 2; i++) {
		char name[32];

		snprintf(name, sizeof(name), "hvc/n%03u", i);
		make_exact(run, name, "max", "static", 99, 1);
	}
	assert_int_equal(grid_make(run, &grid), 0);
	assert_int_equal(plots_write(out->path, &grid, false, &list, &err), 0);
	assert_int_equal(list.n, PLOTS_MAX);
	assert_int_equal(list.n_left_out, 3); /* an overview is there too */
	plot_list_free(&list);
	grid_free(&grid);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overviews_come_first_then_each_benchmark),
		WITH_DIR(each_is_drawn_as_svg_and_png),
		cmocka_unit_test(a_long_tail_gets_a_logarithmic_axis),
		cmocka_unit_test(a_curve_ends_with_the_largest_sample),
		cmocka_unit_test(a_curve_is_drawn_to_its_995th_permille),
		cmocka_unit_test(a_logarithmic_axis_has_two_labels_at_least),
		cmocka_unit_test(there_is_room_for_the_last_label),
		WITH_DIR(more_plots_than_there_is_room_for_are_counted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
