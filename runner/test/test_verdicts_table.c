/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's result on a terminal: what needs attention first, and no line too long. */
#include <errno.h>

#include "make_verdicts.h"

/* Bytes of the longest line without its colours. */
static size_t longest_line(const char *text)
{
	size_t longest = 0;
	size_t len = 0;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '\033') {
			at = strchr(at, 'm');
		} else if (*at == '\n') {
			longest = len > longest ? len : longest;
			len = 0;
		} else {
			len++;
		}
	}
	return longest;
}

static void assert_order(const char *text, const char *first, const char *then)
{
	const char *a = strstr(text, first);
	const char *b = strstr(text, then);

	assert_non_null(a);
	assert_non_null(b);
	assert_true(a < b);
}

static void the_table_is_what_was_looked_at(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_TABLE);

	(void)state;
	assert_golden(text, "sample.txt");
	free(text);
	made->context.all = true;
	text = made_render(made, FORMAT_TABLE);
	assert_golden(text, "sample-all.txt");
	free(text);
	made_free(made);
}

static void two_runs_show_what_differs_around_them(void **state)
{
	struct made *made = made_sample();
	char *text;

	(void)state;
	made_add_old_run(made);
	assert_int_equal(run_set_env(made->old_run, "tools.gcc", "12.2.0"), 0);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "Environment differs:\n  tools.gcc: 12.2.0 -> (not stated)\n");
	assert_contains(text, "old: 20261120T070000Z-default, revision 0123abcd");
	free(text);
	made_free(made);
}

static void the_worst_comes_first(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_TABLE);

	(void)state;
	assert_order(text, "4 cells regressed", "benchmark");
	assert_order(text, "+13.0 %", "+3.6 %");
	assert_order(text, "+3.6 %", "inconclusive\n");
	assert_order(text, "+2.7 %", "improved\n");
	free(text);
	made_free(made);
}

static void no_line_is_longer_than_the_terminal(void **state)
{
	static const char *const boards[] = { "qemu-virt-gicv3", "qemu-virt-gicv2",
					      "raspberry-pi-4-model-b", "nxp-imx8mp-evk",
					      "avnet-ultra96-version-2-with-fan" };
	static const size_t columns[] = { 40, 60, 80, 100, 1000 };
	struct made *made = made_new();

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		const struct where at = { .benchmark = "interrupt/virtual_inject_and_acknowledge",
					  .board = boards[i],
					  .cpu = "cortex-a53-and-then-some",
					  .hal = "direct-lto" };

		made_exact(made, at, 1e18, 1e18 + 4096);
		made_noisy(made, at, VERDICT_INCONCLUSIVE, 123456.5, 0.03)->more_boots = 123;
		made_missing(made, at,
			     "a reason of many words that goes on for longer than any "
			     "line of a terminal of the usual width can hold it in full");
	}
	for (size_t i = 0; i < 5; i++) {
		char *text = made_render_at(made, FORMAT_TABLE, true, columns[i]);

		assert_in_range(longest_line(text), columns[i] / 2 > 50 ? 50 : columns[i] / 2,
				columns[i] < 100 ? columns[i] : 100);
		free(text);
	}
	made_free(made);
}

static void hostile_names_neither_reach_the_terminal_nor_widen_it(void **state)
{
	(void)state;
	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text = made_render(made, FORMAT_TABLE);

		assert_in_range(longest_line(text), 20, 100);
		for (const char *at = text; *at != '\0'; at++) {
			assert_true((unsigned char)*at >= 0x20 || *at == '\n');
			assert_int_not_equal(*at, 0x7f);
		}
		assert_null(strstr(text, "\xff"));
		free(text);
		made_free(made);
	}
}

static void verdicts_are_coloured_where_the_terminal_can(void **state)
{
	struct made *made = made_sample();
	char *text = made_render_at(made, FORMAT_TABLE, true, 100);

	(void)state;
	assert_contains(text, "\033[31mregressed\033[0m\n");
	assert_contains(text, "\033[32mimproved\033[0m\n");
	assert_contains(text, "\033[31m2 missing: no baseline");
	free(text);
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "\033");
	free(text);
	made_free(made);
}

/* A full run against one with a filter. */
static void hundreds_of_missing_cells_are_one_reason(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ .benchmark = "hvc/return" }, 110, 110);
	for (size_t i = 0; i < 600; i++) {
		char name[32];

		snprintf(name, sizeof(name), "bench/%zu", i);
		made_missing(made, (struct where){ .benchmark = name }, "only in the old run");
	}
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "600 missing: only in the old run\n    bench/0 ");
	assert_contains(text, "    and 597 more\n");
	assert_in_range(made_count(text, "\n"), 5, 15);
	free(text);
	made->context.all = true;
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "    bench/599 qemu-virt-gicv3/cortex-a57 static\n");
	free(text);
	made_free(made);
}

static void hundreds_of_reasons_are_not_all_listed(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		char why[32];

		snprintf(why, sizeof(why), "reason %zu", i);
		made_missing(made, (struct where){ 0 }, why);
	}
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "and 288 more reasons (--all lists them)\n");
	assert_contains(text, "No cell could be judged, 300 missing\n");
	free(text);
	made_free(made);
}

static void hundreds_that_cannot_be_told_are_counted(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		made_noisy(made, (struct where){ 0 }, VERDICT_INCONCLUSIVE, 100, 0.1)->more_boots =
			i % 7;
	}
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "and 260 more inconclusive (--all lists them)\n");
	assert_contains(text, "300 inconclusive (up to 6 more boots a side would tell)\n");
	free(text);
	made_free(made);
}

static void the_headline_says_what_matters_most(void **state)
{
	struct made *made = made_new();
	char *text = made_render(made, FORMAT_TABLE);

	(void)state;
	assert_contains(text, "Nothing to compare\n");
	assert_contains(text, "\n0 cells\n");
	free(text);
	made_exact(made, (struct where){ 0 }, 110, 110);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "Nothing changed\n");
	assert_contains(text, "\n1 cell: 1 unchanged\n");
	assert_lacks(text, "benchmark");
	free(text);
	made_exact(made, (struct where){ 0 }, 110, 100);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "Nothing regressed, 1 improved\n");
	free(text);
	made_exact(made, (struct where){ 0 }, 110, 111);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "1 cell regressed, 1 improved\n");
	free(text);
	made_free(made);
}

/* Instructions and ticks are not under each other; the unit with the worst comes first. */
static void figures_of_two_clocks_stand_apart(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ 0 }, 110, 113);
	text = made_render(made, FORMAT_TABLE);
	assert_int_equal(made_count(text, " of one operation:\nbenchmark "), 1);
	free(text);
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 512, 0.03);
	text = made_render(made, FORMAT_TABLE);
	assert_int_equal(made_count(text, " of one operation:\nbenchmark "), 2);
	assert_order(text, "In ticks of one", "527.4");
	assert_order(text, "527.4", "In instructions of one");
	assert_order(text, "In instructions of one", "113");
	assert_lacks(text, "cntvct");
	free(text);
	made_free(made);
}

/* Cells that differ in what is not part of their usual name would look alike. */
static void what_tells_cells_from_each_other_is_shown(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ .flags = "-O2" }, 110, 113);
	made_exact(made, (struct where){ .toolchain = "clang-14.0.6" }, 110, 113);
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "-O2");
	assert_lacks(text, "14.0.6");
	assert_contains(text, "static clang");
	free(text);
	made_exact(made, (struct where){ .flags = "-O3" }, 110, 113);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "static -O2");
	assert_contains(text, "static -O3");
	free(text);
	made_exact(made, (struct where){ .toolchain = "gcc-13.1.0" }, 110, 113);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "static gcc-12.2.0 -O2");
	assert_contains(text, "static gcc-13.1.0 -O2");
	free(text);
	made_free(made);
}

static void what_was_allowed_to_differ_is_named(void **state)
{
	const struct where other = { .toolchain = "gcc-13.1.0" };
	struct made *made = made_new();
	struct gate_row *row = made_exact(made, (struct where){ 0 }, 110, 113);
	char *text;

	(void)state;
	made_free_figures(row->new_figures);
	row->new_figures = made_figures(&other, "exact", 113, 1);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "operation; toolchain gcc-12.2.0 -> gcc-13.1.0:\n");
	free(text);
	/* Where not all pairs differ alike it stands with each that does. */
	made_exact(made, (struct where){ .flags = "-O3" }, 110, 113);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "operation:\n");
	assert_contains(text, "\n    toolchain gcc-12.2.0 -> gcc-13.1.0\n");
	free(text);
	made_free(made);
}

/* Two figures that differ never look the same. */
static void digits_are_as_many_as_tell_the_values_apart(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ 0 }, 110.25, 110.2501);
	made_exact(made, (struct where){ 0 }, 14000, 14001);
	made_exact(made, (struct where){ 0 }, 0, 3);
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 0.0625, 0.5);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "110.2500  110.2501");
	assert_contains(text, "+1 (+0.0071 %)");
	assert_contains(text, " 0         3                  +3  regressed");
	assert_contains(text, "0.062  0.094  +0.031 (+50.0 %)");
	free(text);
	made_free(made);
}

static void a_slowdown_that_cannot_be_seen_is_said(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made->context.all = true;
	made_noisy(made, (struct where){ 0 }, VERDICT_UNCHANGED, 512, 0)->tests[0].sees = INFINITY;
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "would have seen no slowdown");
	free(text);
	made->result.rows[0].tests[0].sees = 0.0231;
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "would have seen +2.3 %; 95 %");
	free(text);
	/* Tails too, where they were compared. */
	made->result.rows[0].tests[1] = made->result.rows[0].tests[0];
	made->result.rows[0].tests[1].sees = 0.31;
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "would have seen +2.3 %, of p99 +31.0 %; 95 %");
	free(text);
	made->result.rows[0].tests[1].sees = INFINITY;
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "would have seen +2.3 %, of p99 none; 95 %");
	free(text);
	made_free(made);
}

static void only_the_names_of_formats_are_formats(void **state)
{
	static const char words[] = VERDICT_FORMATS;
	enum verdict_format format = N_FORMATS;
	size_t n = 0;

	(void)state;
	for (const char *at = words; at != NULL; at = strchr(at, ' ')) {
		char word[32];

		at += *at == ' ';
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(at, ","), at);
		assert_int_equal(verdicts_parse_format(word, &format), 0);
		assert_int_equal(format, n++);
	}
	assert_int_equal(n, N_FORMATS);
	assert_int_equal(verdicts_parse_format("yaml", &format), -EINVAL);
	assert_int_equal(verdicts_parse_format("", &format), -EINVAL);
	assert_int_equal(verdicts_parse_format("tables", &format), -EINVAL);
	assert_int_equal(format, N_FORMATS - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_what_was_looked_at),
		cmocka_unit_test(two_runs_show_what_differs_around_them),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(no_line_is_longer_than_the_terminal),
		cmocka_unit_test(hostile_names_neither_reach_the_terminal_nor_widen_it),
		cmocka_unit_test(verdicts_are_coloured_where_the_terminal_can),
		cmocka_unit_test(hundreds_of_missing_cells_are_one_reason),
		cmocka_unit_test(hundreds_of_reasons_are_not_all_listed),
		cmocka_unit_test(hundreds_that_cannot_be_told_are_counted),
		cmocka_unit_test(the_headline_says_what_matters_most),
		cmocka_unit_test(figures_of_two_clocks_stand_apart),
		cmocka_unit_test(what_tells_cells_from_each_other_is_shown),
		cmocka_unit_test(what_was_allowed_to_differ_is_named),
		cmocka_unit_test(digits_are_as_many_as_tell_the_values_apart),
		cmocka_unit_test(a_slowdown_that_cannot_be_seen_is_said),
		cmocka_unit_test(only_the_names_of_formats_are_formats),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
