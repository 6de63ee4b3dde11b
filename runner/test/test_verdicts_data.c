/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's result for programs: JSON and CSV. */
#include <jansson.h>

#include "make_verdicts.h"

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *doc = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (doc == NULL) {
		print_error("%s at %d\n", error.text, error.line);
	}
	assert_non_null(doc);
	return doc;
}

static json_t *cell_at(const json_t *doc, size_t index)
{
	json_t *cell = json_array_get(json_object_get(doc, "cells"), index);

	assert_non_null(cell);
	return cell;
}

static int run_python(const char *dir, const char *text, const char *code)
{
	const char *argv[] = { "/usr/bin/python3", "-c", code, NULL, NULL };
	int status = made_check(dir, text, argv);

	assert_int_not_equal(status, 127);
	return status;
}

static void the_documents_are_what_was_looked_at(void **state)
{
	struct made *made = made_sample();
	char *text;

	(void)state;
	made_add_old_run(made);
	assert_int_equal(run_set_env(made->old_run, "tools.gcc", "12.2.0"), 0);
	text = made_render(made, FORMAT_JSON);
	assert_golden(text, "sample.json");
	free(text);
	text = made_render(made, FORMAT_CSV);
	assert_golden(text, "sample.csv");
	free(text);
	text = made_render(made, FORMAT_PLOT_CSV);
	assert_golden(text, "sample-plot.csv");
	free(text);
	made_free(made);
}

static void json_says_null_for_what_no_number_can_say(void **state)
{
	struct made *made = made_new();
	struct gate_row *row = made_noisy(made, (struct where){ 0 }, VERDICT_UNCHANGED, 512, 0);
	char *text;
	json_t *doc;
	json_t *test;

	(void)state;
	row->tests[0].sees = INFINITY;
	row->tests[0].high = NAN;
	row->tests[0].low = -INFINITY;
	row->tests[0].shift = -1e300;
	text = made_render(made, FORMAT_JSON);
	doc = parse(text);
	test = json_object_get(json_object_get(cell_at(doc, 0), "tests"), "median");
	assert_true(json_is_null(json_object_get(test, "sees")));
	assert_true(json_is_null(json_object_get(test, "high")));
	assert_true(json_is_null(json_object_get(test, "low")));
	assert_true(json_real_value(json_object_get(test, "shift")) == -1e300);
	assert_true(
		json_is_null(json_object_get(json_object_get(cell_at(doc, 0), "tests"), "p99")));
	json_decref(doc);
	free(text);
	made_free(made);
}

static void json_has_both_keys_where_they_differ(void **state)
{
	const struct where other = { .toolchain = "gcc-13.1.0" };
	struct made *made = made_new();
	struct gate_row *row = made_exact(made, (struct where){ 0 }, 110, 113);
	const char *key;
	char *text;
	json_t *doc;

	(void)state;
	made->result.rules.across = ACROSS_TOOLCHAIN | ACROSS_QEMU;
	made_exact(made, (struct where){ 0 }, 110, 110);
	made_free_figures(row->new_figures);
	row->new_figures = made_figures(&other, "exact", 113, 1);
	text = made_render(made, FORMAT_JSON);
	doc = parse(text);
	key = json_string_value(
		json_object_get(json_object_get(cell_at(doc, 0), "key"), "toolchain"));
	assert_string_equal(key, "gcc-13.1.0");
	key = json_string_value(
		json_object_get(json_object_get(cell_at(doc, 0), "old_key"), "toolchain"));
	assert_string_equal(key, "gcc-12.2.0");
	assert_true(json_is_null(json_object_get(cell_at(doc, 1), "old_key")));
	assert_contains(text, "\"across\": [\n   \"toolchain\",\n   \"qemu\"\n  ]");
	json_decref(doc);
	free(text);
	made_free(made);
}

static void json_keeps_hostile_text_whole(void **state)
{
	(void)state;
	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text = made_render(made, FORMAT_JSON);
		json_t *doc = parse(text);
		const char *name = json_string_value(
			json_object_get(json_object_get(cell_at(doc, 0), "key"), "benchmark"));

		assert_non_null(name);
		assert_true(strlen(name) >= (is_long ? 10240 : 20));
		json_decref(doc);
		free(text);
		made_free(made);
	}
}

#define READ_CSV                                                                                   \
	"import csv, sys\n"                                                                        \
	"rows = list(csv.reader(open(sys.argv[1], newline=''), strict=True))\n"

static void every_line_of_a_csv_has_as_many_fields(void **state)
{
	struct results_dir *out = *state;

	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text = made_render(made, FORMAT_CSV);

		assert_int_equal(made_count(text, "\n"), 5);
		assert_int_equal(run_python(out->path, text,
					    READ_CSV "assert len(rows) == 5, rows\n"
						     "assert {len(r) for r in rows} == {34}\n"
						     "assert rows[1][2] == rows[1][4]\n"
						     "assert len(rows[1][2]) > 20\n"),
				 0);
		free(text);
		text = made_render(made, FORMAT_PLOT_CSV);
		assert_int_equal(run_python(out->path, text,
					    READ_CSV "assert len(rows) == 2, rows\n"
						     "assert {len(r) for r in rows} == {3}\n"),
				 0);
		free(text);
		made_free(made);
	}
}

/* The check above can fail. */
static void a_csv_that_is_broken_is_noticed(void **state)
{
	struct results_dir *out = *state;

	assert_int_not_equal(run_python(out->path, "a,b\n1,\"2\n",
					READ_CSV "assert {len(r) for r in rows} == {2}\n"),
			     0);
	assert_int_not_equal(run_python(out->path, "a,b\n1,2,3\n",
					READ_CSV "assert {len(r) for r in rows} == {2}\n"),
			     0);
}

static void a_csv_has_no_figure_where_there_is_none(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_missing(made, (struct where){ 0 }, "gone");
	made_noisy(made, (struct where){ 0 }, VERDICT_UNCHANGED, 512, 0)->tests[0].sees = INFINITY;
	text = made_render(made, FORMAT_CSV);
	assert_contains(text, "\nmissing,,hvc/return,trapline,qemu-virt-gicv3,cortex-a57,"
			      "gcc-12.2.0,-O2,static,lazy,plain,exact,7.2.22,instructions,"
			      "99,,,,,,,,,,,,,,1,0,0,false,,gone\n");
	assert_contains(text, ",0.02,effect,,0.9,");
	assert_lacks(text, "inf");
	assert_lacks(text, "nan");
	free(text);
	made_free(made);
}

/* What the plugin does: the first line names the series, and every other value is a point of the series
 * above it. It cuts its list of series to plot at commas and takes a backslash for an escape. */
static void a_plot_has_one_value_a_series(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_PLOT_CSV);
	const char *values = strchr(text, '\n') + 1;
	size_t n_names = 1;
	size_t n_values = 1;

	(void)state;
	for (const char *at = text; at < values; at++) {
		n_names += *at == ',';
	}
	for (const char *at = values; *at != '\0'; at++) {
		n_values += *at == ',';
	}
	assert_int_equal(n_names, 8); /* neither what is missing nor what does not apply */
	assert_int_equal(n_values, n_names);
	assert_int_equal(made_count(text, "\n"), 2);
	free(text);
	made_free(made);
}

static void names_of_series_need_no_quotes(void **state)
{
	(void)state;
	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text = made_render(made, FORMAT_PLOT_CSV);

		assert_null(strpbrk(text, "\"\\\r\t"));
		free(text);
		made_free(made);
	}
}

static void nothing_to_plot_is_an_empty_file(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_missing(made, (struct where){ 0 }, "gone");
	text = made_render(made, FORMAT_PLOT_CSV);
	assert_string_equal(text, "");
	free(text);
	made_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documents_are_what_was_looked_at),
		cmocka_unit_test(json_says_null_for_what_no_number_can_say),
		cmocka_unit_test(json_has_both_keys_where_they_differ),
		cmocka_unit_test(json_keeps_hostile_text_whole),
		WITH_DIR(every_line_of_a_csv_has_as_many_fields),
		WITH_DIR(a_csv_that_is_broken_is_noticed),
		cmocka_unit_test(a_csv_has_no_figure_where_there_is_none),
		cmocka_unit_test(a_plot_has_one_value_a_series),
		cmocka_unit_test(names_of_series_need_no_quotes),
		cmocka_unit_test(nothing_to_plot_is_an_empty_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
