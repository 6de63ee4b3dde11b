/* SPDX-License-Identifier: Apache-2.0 */
/* Where a cell's history changed, and how it is shown. */
#include <jansson.h>
#include <unistd.h>

#include "history/trend.h"
#include "history_db.h"

/* Samples around @level, with the ripple that boots have. */
static struct run *noisy_run(unsigned day, uint64_t level)
{
	const uint64_t ripple[] = { 3, 0, 5, 1, 4, 2, 6 };
	const uint64_t value = level + ripple[day % 7];
	const uint64_t samples[] = { value, value, value, value };
	struct run *run = day_run(day);

	make_ok(run, "hvc/return", "cortex-a57", "static", "cntvct", samples, 4);
	return run;
}

static struct trend trend_of(const struct history_series *series)
{
	struct trend trend = { .series = series,
			       .name = history_name(series),
			       .detail = history_detail(series) };

	assert_int_equal(history_find_changes(series, &history_rules_default, &trend.changes,
					      &trend.n_changes),
			 0);
	assert_non_null(trend.name);
	assert_non_null(trend.detail);
	return trend;
}

static void trend_end(struct trend *trend)
{
	free(trend->changes);
	free(trend->name);
	free(trend->detail);
}

/* The one cell of the history in @dir. */
static struct history_series *load(const struct results_dir *dir)
{
	struct history *history = open_history(dir, false);
	struct history_series *cell = only_cell(history);

	history_close(history);
	return cell;
}

static void import_all(const struct results_dir *dir, struct run *(*make)(unsigned, uint64_t),
		       const uint64_t *values, size_t n)
{
	struct history *history = open_history(dir, true);

	for (size_t i = 0; i < n; i++) {
		import(history, make((unsigned)i + 1, values[i]));
	}
	history_close(history);
}

#define IMPORT(dir, make, ...)                                                                     \
	do {                                                                                       \
		const uint64_t values[] = { __VA_ARGS__ };                                         \
		import_all(dir, make, values, sizeof(values) / sizeof(values[0]));                 \
	} while (0)

static void on_the_exact_clock_every_difference_is_a_change(void **state)
{
	struct history_series *cell;
	struct trend trend;

	IMPORT(*state, exact_run, 99, 99, 100, 99, 99);
	cell = load(*state);
	trend = trend_of(cell);
	assert_int_equal(trend.n_changes, 2);
	assert_int_equal(trend.changes[0].at, 2);
	assert_int_equal(trend.changes[0].metric, METRIC_MEDIAN);
	assert_true(trend.changes[0].before == 99 && trend.changes[0].after == 100);
	assert_int_equal(trend.changes[1].at, 3);
	assert_string_equal(trend_effect(&trend.changes[1]).text, "-1.0 %");
	trend_end(&trend);
	history_cells_free(cell, 1);
}

/* The first run has a median of 99 as the others have; the second has another mean, the third other exits. */
static void a_mean_and_exits_change_too_where_there_are_as_many_samples(void **state)
{
	const uint64_t skewed[] = { 99, 99, 99, 119 };
	const uint64_t more[] = { 99, 99, 99, 119, 99 };
	struct history *history = open_history(*state, true);
	struct history_series *cell;
	struct trend trend;
	struct run *run;

	import(history, exact_run(1, 99));
	run = day_run(2);
	make_ok(run, "hvc/return", "cortex-a57", "static", "exact", skewed, 4);
	import(history, run);
	run = day_run(3);
	make_ok(run, "hvc/return", "cortex-a57", "static", "exact", skewed, 4)->exits[0].count = 8;
	import(history, run);
	run = day_run(4);
	make_ok(run, "hvc/return", "cortex-a57", "static", "exact", more, 5);
	import(history, run);
	history_close(history);
	cell = load(*state);
	trend = trend_of(cell);
	assert_int_equal(trend.n_changes, 2);
	assert_int_equal(trend.changes[0].metric, METRIC_MEAN);
	assert_true(trend.changes[0].after == 104);
	assert_int_equal(trend.changes[1].metric, METRIC_EXITS);
	assert_true(trend.changes[1].before == 1 && trend.changes[1].after == 2);
	trend_end(&trend);
	history_cells_free(cell, 1);
}

static void on_a_clock_with_noise_a_new_level_is_a_change(void **state)
{
	struct history_series *cell;
	struct trend trend;

	IMPORT(*state, noisy_run, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1100, 1100,
	       1100, 1100, 1100, 1100, 1100, 1100);
	cell = load(*state);
	trend = trend_of(cell);
	assert_int_equal(trend.n_changes, 1);
	assert_int_equal(trend.changes[0].at, 9);
	assert_true(trend.changes[0].before >= 1000 && trend.changes[0].before <= 1006);
	assert_true(trend.changes[0].after >= 1100 && trend.changes[0].after <= 1106);
	trend_end(&trend);
	history_cells_free(cell, 1);
}

static void on_a_clock_with_noise_one_run_or_a_small_step_is_no_change(void **state)
{
	struct history_series *cell;
	struct trend trend;

	IMPORT(*state, noisy_run, 1000, 1000, 1000, 1000, 1000, 1500, 1000, 1000, 1000, 1010, 1010,
	       1010, 1010, 1010, 1010, 1010, 1010);
	cell = load(*state);
	trend = trend_of(cell);
	assert_int_equal(trend.n_changes, 0);
	trend_end(&trend);
	history_cells_free(cell, 1);
}

/* What @print writes of the one cell; caller frees. */
static char *printed(const struct results_dir *dir, void (*print)(const struct trend *, FILE *))
{
	struct history_series *cell = load(dir);
	struct trend trend = trend_of(cell);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	print(&trend, out);
	assert_int_equal(fclose(out), 0);
	trend_end(&trend);
	history_cells_free(cell, 1);
	return text;
}

static void print_text(const struct trend *trend, FILE *out)
{
	trend_print(trend, 3, 100, out);
}

static void print_plot(const struct trend *trend, FILE *out)
{
	trend_print_plot(trend, 100, out);
}

static void print_csv(const struct trend *trend, FILE *out)
{
	trend_write_csv(trend, 1, out);
}

static void print_changes_csv(const struct trend *trend, FILE *out)
{
	trend_write_changes_csv(trend, 1, out);
}

static void print_json(const struct trend *trend, FILE *out)
{
	assert_int_equal(trend_write_json(trend, 1, true, out), 0);
}

static void a_plot_has_a_column_for_each_run_and_marks_its_changes(void **state)
{
	char *text;

	IMPORT(*state, exact_run, 99, 99, 102, 102);
	text = printed(*state, print_plot);
	assert_string_equal(text, "         102 |      ******\n"
				  "             |\n"
				  "             |\n"
				  "             |\n"
				  "             |\n"
				  "             |\n"
				  "          99 |******\n"
				  "             +------------\n"
				  "                    a\n");
	free(text);
}

static void runs_of_one_level_are_one_line(void **state)
{
	char *text;

	IMPORT(*state, exact_run, 99, 99);
	text = printed(*state, print_plot);
	assert_string_equal(text, "          99 |******\n             +------\n");
	free(text);
}

static void the_text_names_runs_and_revisions_around_each_change(void **state)
{
	char *text;

	IMPORT(*state, exact_run, 99, 99, 99, 102, 102);
	text = printed(*state, print_text);
	assert_contains(text, CELL_NAME "\n  exact, gcc-12.2.0 -O2, QEMU 7.2.22; instructions for "
					"one operation\n");
	assert_contains(text, "    a  +3.0 %: median 99 -> 102 instructions\n"
			      "       before  20261103T081500Z-default         rev3\n"
			      "       after   20261104T081500Z-default         rev4\n");
	assert_contains(text, "\n    a  20261104T081500Z-default         rev4");
	assert_lacks(text, "\n       20261102T081500Z-default ");
	assert_contains(text, "       and 2 before (--all)\n");
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
		assert_true(strcspn(line, "\n") <= 100);
	}
	free(text);
}

static void nothing_in_a_file_from_elsewhere_reaches_the_terminal(void **state)
{
	struct history *history = open_history(*state, true);
	struct run *run = exact_run(1, 99);
	char *text;

	free(run->cells[0].unit);
	run->cells[0].unit = make_str("\x1b[31munit");
	assert_int_equal(run_set_env(run, "source.revision", "\x1b]0;x"), 0);
	import(history, run);
	history_close(history);
	text = printed(*state, print_text);
	assert_lacks(text, "\x1b");
	assert_contains(text, "?[31munit");
	free(text);
}

static void csv_has_a_line_for_each_point_and_names_its_change(void **state)
{
	char *text;

	IMPORT(*state, exact_run, 99, 102);
	text = printed(*state, print_csv);
	assert_contains(text,
			"cell,detail,unit,run,revision,dirty,started,median,low,high,p99,mean,"
			"exits,samples,boots,change\n");
	assert_contains(text, "\"" CELL_NAME "\",\"exact, gcc-12.2.0 -O2, QEMU 7.2.22\","
			      "\"instructions\",\"20261102T081500Z-default\",\"rev2\",0,"
			      "\"2026-11-02T08:15:00Z\",102,102,102,102,102,1,4,1,median\n");
	free(text);
	text = printed(*state, print_changes_csv);
	assert_contains(text,
			",\"20261101T081500Z-default\",\"rev1\",0,\"20261102T081500Z-default\","
			"\"rev2\",0,median,99,102\n");
	free(text);
}

static void json_holds_points_and_changes(void **state)
{
	json_error_t error;
	json_t *cells;
	json_t *cell;
	json_t *change;
	char *text;

	IMPORT(*state, exact_run, 99, 102);
	text = printed(*state, print_json);
	cells = json_loads(text, 0, &error);
	assert_non_null(cells);
	assert_int_equal(json_array_size(cells), 1);
	cell = json_array_get(cells, 0);
	assert_string_equal(json_string_value(json_object_get(cell, "cell")), CELL_NAME);
	assert_int_equal(json_array_size(json_object_get(cell, "points")), 2);
	change = json_array_get(json_object_get(cell, "changes"), 0);
	assert_string_equal(json_string_value(json_object_get(change, "figure")), "median");
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(change, "after"), "value")),
		102);
	json_decref(cells);
	free(text);
}

/* The picture of @trend as SVG; removed again. */
static char *drawn(const struct results_dir *dir, const struct trend *trend)
{
	char *path = file_join(dir->path, "trend.svg");
	struct store_err err = { "" };
	char *text;

	if (trend_draw(trend, path, &err) != 0) {
		fail_msg("%s", err.text);
	}
	text = results_dir_read(dir->path, "trend.svg");
	assert_non_null(text);
	assert_int_equal(unlink(path), 0);
	free(path);
	return text;
}

static void a_picture_says_what_it_shows_and_marks_changes_by_their_letters(void **state)
{
	const struct results_dir *dir = *state;
	struct history_series *cell;
	struct trend trend;
	char *svg;

	IMPORT(dir, exact_run, 99, 99, 100, 99, 99);
	cell = load(dir);
	trend = trend_of(cell);
	svg = drawn(dir, &trend);
	assert_contains(svg, trend.name);
	assert_contains(svg, trend.detail);
	assert_contains(svg, "a +1.0 %");
	assert_contains(svg, "b -1.0 %");
	assert_contains(svg, "2026-11-02<");
	/* Whole instructions: */
	assert_contains(svg, "100<");
	assert_lacks(svg, "99.2<");
	assert_lacks(svg, "99.5<");
	free(svg);
	trend_end(&trend);
	history_cells_free(cell, 1);
}

static void runs_of_one_day_have_the_time_on_the_axis(void **state)
{
	static const char *const times[][4] = {
		{ "2026-11-21T10:30:15Z", "2026-11-21T12:30:15Z", "2026-11-21 10:30<",
		  "2026-11-21 12:30<" },
		{ "2026-11-21T10:30:10Z", "2026-11-21T10:30:12Z", "2026-11-21 10:30:10<",
		  "2026-11-21 10:30:12<" },
	};
	const struct results_dir *dir = *state;
	struct history_series *cell;
	struct trend trend;

	IMPORT(dir, exact_run, 99, 99);
	cell = load(dir);
	trend = trend_of(cell);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		char *svg;

		for (size_t j = 0; j < cell->n; j++) {
			free(cell->points[j].started);
			cell->points[j].started = make_str(times[i][j]);
		}
		svg = drawn(dir, &trend);
		assert_contains(svg, times[i][2]);
		assert_contains(svg, times[i][3]);
		free(svg);
	}
	trend_end(&trend);
	history_cells_free(cell, 1);
}

static void a_picture_is_an_svg_or_a_png_and_nothing_is_left_beside_it(void **state)
{
	static const char *const names[] = { "trend.svg", "trend.png" };
	static const char *const begins[] = { "<?xml", "\x89PNG" };
	const struct results_dir *dir = *state;
	struct history_series *cell;
	struct store_err err = { "" };
	struct trend trend;

	IMPORT(dir, noisy_run, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1100, 1100, 1100,
	       1100, 1100, 1100);
	cell = load(dir);
	trend = trend_of(cell);
	for (size_t i = 0; i < 2; i++) {
		char *path = file_join(dir->path, names[i]);
		char *text;

		if (trend_draw(&trend, path, &err) != 0) {
			fail_msg("%s", err.text);
		}
		text = results_dir_read(dir->path, names[i]);
		assert_non_null(text);
		assert_memory_equal(text, begins[i], 4);
		assert_int_equal(unlink(path), 0);
		free(text);
		free(path);
	}
	assert_int_equal(trend_draw(&trend, "x.gif", &err), -EINVAL);
	assert_contains(err.text, "x.gif: is no name of a plot");
	trend_end(&trend);
	history_cells_free(cell, 1);
	{
		char *path = history_path(dir);

		assert_int_equal(unlink(path), 0);
		assert_int_equal(rmdir(dir->path), 0); /* nothing else was in it */
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(on_the_exact_clock_every_difference_is_a_change),
		WITH_DIR(a_mean_and_exits_change_too_where_there_are_as_many_samples),
		WITH_DIR(on_a_clock_with_noise_a_new_level_is_a_change),
		WITH_DIR(on_a_clock_with_noise_one_run_or_a_small_step_is_no_change),
		WITH_DIR(a_plot_has_a_column_for_each_run_and_marks_its_changes),
		WITH_DIR(runs_of_one_level_are_one_line),
		WITH_DIR(the_text_names_runs_and_revisions_around_each_change),
		WITH_DIR(nothing_in_a_file_from_elsewhere_reaches_the_terminal),
		WITH_DIR(csv_has_a_line_for_each_point_and_names_its_change),
		WITH_DIR(json_holds_points_and_changes),
		WITH_DIR(a_picture_says_what_it_shows_and_marks_changes_by_their_letters),
		WITH_DIR(runs_of_one_day_have_the_time_on_the_axis),
		WITH_DIR(a_picture_is_an_svg_or_a_png_and_nothing_is_left_beside_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
