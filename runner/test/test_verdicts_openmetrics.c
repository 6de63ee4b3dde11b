/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's result as a monitoring system scrapes it. */
#include "make_verdicts.h"

static int check(const char *dir, const char *text)
{
	const char *argv[] = { "awk", "-f", "runner/test/data/openmetrics.awk", NULL, NULL };
	int status = made_check(dir, text, argv);

	assert_int_not_equal(status, 127);
	return status;
}

static void the_exposition_is_what_was_looked_at(void **state)
{
	struct results_dir *out = *state;
	struct made *made = made_sample();
	char *text;

	made_add_old_run(made);
	text = made_render(made, FORMAT_OPENMETRICS);
	assert_golden(text, "sample.openmetrics");
	assert_int_equal(check(out->path, text), 0);
	free(text);
	made_free(made);
}

static void a_unit_is_the_end_of_its_family(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_OPENMETRICS);

	(void)state;
	assert_contains(text, "# TYPE trapline_median_instructions gauge\n"
			      "# UNIT trapline_median_instructions instructions\n");
	assert_contains(text, "# TYPE trapline_median_ticks gauge\n");
	assert_contains(text, "\ntrapline_cells{verdict=\"regressed\"} 4\n");
	assert_contains(text, "\ntrapline_exit_code 1\n");
	free(text);
	made_free(made);
}

static void what_is_no_number_is_said_as_the_format_says_it(void **state)
{
	struct results_dir *out = *state;
	struct made *made = made_new();
	struct gate_row *row = made_noisy(made, (struct where){ 0 }, VERDICT_UNCHANGED, 512, 0);
	char *text;

	row->tests[0].sees = INFINITY;
	row->tests[0].shift = NAN;
	row->tests[0].low = -INFINITY;
	text = made_render(made, FORMAT_OPENMETRICS);
	assert_contains(text, "} +Inf\n");
	assert_contains(text, "} -Inf\n");
	assert_contains(text, "} NaN\n");
	assert_int_equal(check(out->path, text), 0);
	free(text);
	made_free(made);
}

static void hostile_text_stays_in_its_label(void **state)
{
	struct results_dir *out = *state;

	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text = made_render(made, FORMAT_OPENMETRICS);

		assert_int_equal(check(out->path, text), 0);
		free(text);
		made_free(made);
	}
}

static void a_unit_of_any_bytes_makes_a_name(void **state)
{
	struct results_dir *out = *state;
	struct made *made = made_new();
	union {
		const struct figures *shown;
		struct figures *owned;
	} side;
	char *text;

	side.shown = made_exact(made, (struct where){ 0 }, 110, 113)->new_figures;
	free(side.owned->unit);
	side.owned->unit = make_str("per \"cent\" {\n} of a very long unit that nobody would ever "
				    "choose for a figure");
	text = made_render(made, FORMAT_OPENMETRICS);
	assert_contains(text, "# TYPE trapline_median_per__cent______of_a_very");
	assert_int_equal(check(out->path, text), 0);
	free(text);
	made_free(made);
}

/* A check that takes anything would make the tests above say nothing. */
static void the_check_refuses_what_strict_readers_do(void **state)
{
	static const struct {
		const char *from;
		const char *to;
	} edits[] = {
		{ "# EOF\n", "" },
		{ "# EOF\n", "# EOF\nmore 1\n" },
		{ "# UNIT trapline_median_instructions instructions",
		  "# UNIT trapline_median_instructions ticks" },
		{ "trapline_exit_code 1", "trapline_exit_code one" },
		{ "trapline_exit_code 1", "trapline_exit_code 1 " },
		{ "trapline_exit_code 1", "trapline_exit_code 1\ntrapline_exit_code 1" },
		{ "trapline_exit_code 1", "trapline_exit_cod 1" },
		{ "benchmark=\"hvc/return\"", "benchmark=\"hvc\"return\"" },
		{ "benchmark=\"hvc/return\"", "benchmark=\"hvc\\return\"" },
		{ "benchmark=\"hvc/return\"", "benchmark=hvc" },
		{ "benchmark=\"hvc/return\"", "host=\"hvc\"" },
		{ "trapline_verdict=\"regressed\"} 1", "trapline_verdict=\"regressed\"} 2" },
		{ "# TYPE trapline_boots gauge", "# TYPE trapline_cells gauge" },
		{ "# TYPE trapline_boots gauge", "# TYPE trapline_boots number" },
	};
	struct results_dir *out = *state;
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_OPENMETRICS);

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		char *edited;

		results_dir_replace(out->path, "edit", text, strlen(text));
		results_dir_edit(out->path, "edit", edits[i].from, edits[i].to);
		edited = results_dir_read(out->path, "edit");
		assert_int_equal(check(out->path, edited), 1);
		free(edited);
	}
	free(text);
	made_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(the_exposition_is_what_was_looked_at),
		cmocka_unit_test(a_unit_is_the_end_of_its_family),
		WITH_DIR(what_is_no_number_is_said_as_the_format_says_it),
		WITH_DIR(hostile_text_stays_in_its_label),
		WITH_DIR(a_unit_of_any_bytes_makes_a_name),
		WITH_DIR(the_check_refuses_what_strict_readers_do),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
