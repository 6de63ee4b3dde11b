/* SPDX-License-Identifier: Apache-2.0 */
/* report.html says what the run, its verdicts and its history say, and nothing in it is code but its own. */
#include <math.h>

#include "gate/gate.h"
#include "history/history.h"
#include "report/report.h"
#include "sample_store.h"

static char *page_with(const struct run *run, const struct report_extra *extra, const char *dir)
{
	struct store_err err = { "" };
	char *below = file_join(dir, "XXXXXX"); /* nothing is drawn over */
	char *text = NULL;
	size_t size = 0;

	assert_non_null(mkdtemp(below));
	assert_int_equal(report_make_page(below, run, extra, &text, &size, &err), 0);
	free(below);
	assert_string_equal(err.text, "");
	assert_int_equal(strlen(text), size);
	return text;
}

static char *page_of(const struct run *run, const char *dir)
{
	const struct report_extra none = { 0 };

	return page_with(run, &none, dir);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part)) {
		n++;
	}
	return n;
}

static void assert_in_order(const char *text, const char *first, const char *second)
{
	assert_contains(text, first);
	assert_contains(text, second);
	assert_true(strstr(text, first) < strstr(text, second));
}

static void the_page_shows_every_cell_and_needs_nothing_from_outside(void **state)
{
	static const char *const marks[] = { "<!DOCTYPE html>",
					     "Incomplete: 2 of 3 cells measured",
					     "1 of 3 cells missing",
					     "QEMU was killed by signal 9",
					     "logs/boot.log",
					     "<svg class=\"plot\"",
					     "<td data-v=\"110\"><b>110</b></td>",
					     "hvc 4",
					     "7.2.22",
					     "trapline run --suite",
					     "prefers-color-scheme: dark",
					     "script-src 'sha256-" };
	static const char *const outside[] = {
		"<link", "<img", "@import", "src=", "url(", "fetch("
	};
	struct results_dir *out = *state;
	struct run *run = sample_run();
	char *html = page_of(run, out->path);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		assert_contains(html, marks[i]);
	}
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		assert_lacks(html, outside[i]);
	}
	assert_int_equal(count(html, "href="), count(html, "href=\"#"));
	/* What is missing comes before any figure. */
	assert_in_order(html, "cells missing", "id=\"figures\"");
	free(html);
	run_free(run);
}

#define HOSTILE "</td></script><script>alert(1)</script>\"'><b onclick=x>"

static void names_are_never_code(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct cell *cell;
	char *html;

	make_exact(run, "a/" HOSTILE, "max" HOSTILE, "static" HOSTILE, 1, 1);
	make_exact(run, "a/" HOSTILE, "max" HOSTILE, "table" HOSTILE, 2, 1);
	cell = &run->cells[0];
	free(cell->exits[0].name);
	cell->exits[0].name = make_str(HOSTILE);
	make_missing(run, "b", "max", "static", HOSTILE);
	make_na(run, "c" HOSTILE, "max", "static", HOSTILE);
	assert_int_equal(run_add_check(run, HOSTILE, HOSTILE, HOSTILE, HOSTILE), 0);
	assert_int_equal(run_set_env(run, "x." HOSTILE, HOSTILE), 0);
	free(run->suite);
	run->suite = make_str(HOSTILE);
	free(run->command);
	run->command = make_str(HOSTILE);
	run_sort_cells(run);
	html = page_of(run, out->path);
	/* The page's own, and the figures that its heat map is made of, which no browser runs. */
	assert_int_equal(count(html, "<script>"), 1);
	assert_int_equal(count(html, "<script type=\"application/json\" id=\"heat-data\">"), 1);
	assert_int_equal(count(html, "<script"), 2);
	assert_int_equal(count(html, "</script"), 2);
	assert_lacks(html, "<b onclick");
	assert_contains(html, "&lt;b onclick=x&gt;");
	free(html);
	run_free(run);
}

static void a_run_compared_with_nothing_says_how_whole_it_is(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_matrix(110, 90);
	char *html = page_of(run, out->path);

	assert_contains(html, "class=\"verdict good\">\n<h2>Complete: 3 of 3 cells measured</h2>");
	assert_lacks(html, "id=\"missing\"");
	free(html);
	make_na(run, "smc/forward", "max", "static", "no EL3 firmware");
	run_sort_cells(run);
	html = page_of(run, out->path);
	assert_contains(html, "Complete: 3 of 4 cells measured");
	assert_contains(html, "<b>1</b> not applicable");
	free(html);
	make_spoiled(run, "tlb/x", "max", "static", 5, "self-check timer failed: none came");
	html = page_of(run, out->path);
	assert_contains(html, "class=\"verdict bad\">\n<h2>Incomplete: 3 of 5 cells measured</h2>");
	assert_contains(html, "<td class=\"gone\" data-v=\"5\">5!</td>");
	free(html);
	run_free(run);
}

static void a_difference_has_a_colour_only_on_a_clock_without_noise(void **state)
{
	static const struct {
		const char *clock;
		uint64_t table_value;
		const char *mark;
	} rows[] = {
		{ "exact", 103, "<td class=\"up s2\">+3 " },
		{ "exact", 70, "<td class=\"down s4\">-30 " },
		{ "exact", 100, "<td class=\"soft\">0 " },
		{ "cntvct", 103, "<td class=\"same\">+3 " },
		{ "cntvct", 90, "<td class=\"same\">-10 " },
	};
	const uint64_t static_value = 100;
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run *run = make_run(ID);
		char *html;

		make_ok(run, "hvc/return", "max", "static", rows[i].clock, &static_value, 1);
		make_ok(run, "hvc/return", "max", "table", rows[i].clock, &rows[i].table_value, 1);
		html = page_of(run, out->path);
		assert_contains(html, "<h2>Static against table</h2>");
		assert_contains(html, rows[i].mark);
		assert_int_equal(count(html, "one boot on a clock with noise: differences may be "
					     "noise"),
				 i < 3 ? 0 : 1);
		free(html);
		run_free(run);
	}
}

static void set_text(char **field, const char *text)
{
	free(*field);
	*field = make_str(text);
}

static void choices_stand_against_the_usual_one_and_side_by_side(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	char *html;

	make_exact(run, "hvc/return", "max", "static", 100, 1);
	set_text(&make_exact(run, "hvc/return", "max", "static", 130, 1)->key.switch_policy,
		 "eager");
	set_text(&make_exact(run, "hvc/return", "max", "static", 104, 1)->key.flags, "-O3");
	set_text(&make_exact(run, "hvc/return", "max", "static", 250, 1)->key.board, "pi");
	run_sort_cells(run);
	html = page_of(run, out->path);
	assert_contains(html, "<h2>Lazy against eager</h2>");
	assert_contains(html, "<td class=\"up s4\">+30 ");
	assert_lacks(html, "<h2>Static against");
	assert_contains(html, "<h2>Side by side</h2>");
	assert_contains(html, "<td class=\"h6 first\">250</td>");
	assert_contains(html, "<td class=\"h0 first\">100</td>");
	assert_contains(html, "<td class=\"h4\">130</td>");
	assert_contains(html, "<td class=\"h1\">104</td>");
	/* What the cells differ in can be filtered; what they have alike is said once. */
	assert_contains(html, "<legend>flags</legend>");
	assert_lacks(html, "<legend>HAL</legend>");
	assert_contains(html, "HAL <b>static</b>");
	free(html);
	run_free(run);
}

static void a_cell_without_a_result_stands_with_the_others_of_its_image(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct cell *cell;
	char *html;

	make_exact(run, "hvc/return", "max", "static", 100, 1);
	cell = make_missing(run, "irq/exit", "max", "static", "no answer");
	set_text(&cell->key.toolchain, "");
	set_text(&cell->key.flags, "");
	html = page_of(run, out->path);
	assert_lacks(html, "<h2>Side by side</h2>");
	assert_lacks(html, "<legend>toolchain</legend>");
	assert_contains(html, "<th scope=\"row\">irq/exit</th><td class=\"gone\">missing</td>");
	free(html);
	run_free(run);
}

static void columns_that_say_nothing_are_left_out(void **state)
{
	static const uint64_t varying[] = { 10, 20, 20, 31 };
	struct results_dir *out = *state;
	struct run *run = make_matrix(110, 90);
	char *html = page_of(run, out->path);

	assert_lacks(html, ">p99</th>");
	assert_lacks(html, ">floor</th>");
	assert_lacks(html, ">over boots</th>");
	assert_lacks(html, ">samples</th>");
	assert_lacks(html, ">overhead</th>");
	assert_contains(html, ", overhead 2.");
	assert_lacks(html, ">verdict</th>");
	assert_contains(html, "The samples of every cell are identical.");
	free(html);
	make_ok(run, "tlb/x", "max", "static", "exact", varying, 4)->has_floor = true;
	html = page_of(run, out->path);
	assert_contains(html, ">p99</th>");
	assert_contains(html, ">floor</th>"); /* others have none */
	assert_contains(html, "<td data-v=\"10\">10</td><td data-v=\"31\">31</td><td "
			      "data-v=\"31\">31</td><td data-v=\"31\">31</td>");
	free(html);
	run_free(run);
}

static void boots_of_a_cell_are_one_row_with_their_spread(void **state)
{
	static const uint64_t boots[] = { 100, 110, 104 };
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	char *html;

	for (unsigned i = 0; i < 3; i++) {
		make_ok(run, "hvc/return", "max", "static", "cntvct", &boots[i], 1)->boot = i;
	}
	html = page_of(run, out->path);
	assert_contains(html, "Complete: 1 of 1 cells measured");
	assert_contains(html, "up to 3 boots a cell");
	assert_contains(html, "<td data-v=\"104\"><b>104</b></td>");
	assert_contains(html, "title=\"100 to 110\">10.0 %</td>");
	assert_contains(html, "<td>3</td>");
	assert_lacks(html, "differences may be noise");
	free(html);
	run_free(run);
}

static void the_rest_of_the_run_is_there(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	char *html;

	run->cold = true;
	make_na(run, "smc/forward", "cortex-a57", "static", "no EL3 firmware");
	run_sort_cells(run);
	html = page_of(run, out->path);
	assert_contains(html, "<b>cold</b>");
	assert_contains(html, "<h2>Performance monitors</h2>");
	assert_contains(html, "<td>110 <span>instructions</span></td><td data-v=\"99\">99</td>");
	assert_contains(html, "<h2>Not applicable</h2>");
	assert_contains(html, "<li>no EL3 firmware: smc/forward</li>");
	assert_contains(html, "1 of 2 succeeded.</p>\n<details open>");
	assert_contains(html, "<td class=\"name gone\">no interrupt came</td>");
	assert_in_order(html, "no interrupt came", "<td class=\"name\">ok</td>");
	free(html);
	run_free(run);
}

static void warnings_come_before_the_figures(void **state)
{
	const uint64_t sample = 100;
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	char *html;

	make_ok(run, "hvc/return", "max", "static", "cntvct", &sample, 1);
	html = page_of(run, out->path);
	assert_lacks(html, "id=\"warnings\"");
	free(html);
	assert_int_equal(run_set_env(run, "host.governor", "<i>ondemand"), 0);
	html = page_of(run, out->path);
	assert_in_order(html, "<h2>1 warning</h2>", "id=\"figures\"");
	assert_contains(html, "<li>governor is &lt;i&gt;ondemand");
	assert_contains(html, "<li><a href=\"#warnings\">Warnings</a></li>");
	free(html);
	run_free(run);
}

static void how_to_repeat_says_what_the_revision_does_not_hold(void **state)
{
	static const struct {
		const char *revision;
		const char *dirty;
		const char *says;
	} rows[] = {
		{ "0123abcd", "false", "At source revision <code>0123abcd</code>:</p>" },
		{ "0123abcd", "true",
		  "<code>0123abcd</code> and the changes that the tree had beside it, which this "
		  "revision does not hold:</p>" },
		{ "", "false", "The source revision is not known: the tree was no git repository" },
	};
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run *run = make_run(ID);
		char *html;

		make_exact(run, "hvc/return", "max", "static", 1, 1);
		assert_int_equal(run_set_env(run, "source.revision", rows[i].revision), 0);
		assert_int_equal(run_set_env(run, "source.dirty", rows[i].dirty), 0);
		html = page_of(run, out->path);
		assert_contains(html, rows[i].says);
		free(html);
		run_free(run);
	}
}

/* A point of a history. */
static struct history_point point(const char *run, double median)
{
	return (struct history_point){
		.run = make_str(run), .median = median, .low = median - 1, .high = median + 1
	};
}

static void a_trend_is_a_line_in_a_row(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_matrix(110, 90);
	struct history_point points[] = { point("a", 100), point("b", 100), point("c", 110) };
	char unit[] = "instructions";
	char qemu[] = "";
	struct history_series series[] = {
		{ .key = run->cells[0].key, .qemu = qemu, .unit = unit, .points = points, .n = 3 },
		{ .key = run->cells[1].key, .qemu = qemu, .unit = unit },
	};
	const struct report_extra extra = { .series = series, .n_series = 2 };
	char other[] = "other-cpu";
	char line[256];
	char *html = page_with(run, &extra, out->path);

	assert_contains(html, "<h2>Trend</h2>");
	assert_int_equal(count(html, "class=\"spark\""), 1);
	assert_contains(html, "aria-label=\"3 runs, from 99 to 111\"");
	assert_contains(html, "<polyline points=\"3.0,23.2 80.0,23.2 157.0,4.8 \"/>");
	assert_contains(html, "<td data-v=\"0.10000000000000001\">+10.0 %</td>");
	/* What all rows have alike is said above them, and the line stands beside the name. */
	snprintf(line, sizeof(line), "Every cell: <b>%s/%s %s</b>.", series[0].key.board,
		 series[0].key.cpu, cell_variant(&series[0].key).text);
	assert_contains(html, line);
	snprintf(line, sizeof(line), "<th scope=\"row\">%s</th><td class=\"line\">",
		 series[0].key.benchmark);
	assert_contains(html, line);
	free(html);
	series[1].points = points;
	series[1].n = 3;
	series[1].key.cpu = other;
	html = page_with(run, &extra, out->path);
	assert_lacks(html, "</b>.</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
			   "aria-label=\"Trend\">");
	assert_contains(html, "/other-cpu ");
	free(html);
	for (size_t i = 0; i < 3; i++) {
		free(points[i].run);
	}
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(the_page_shows_every_cell_and_needs_nothing_from_outside),
		WITH_DIR(names_are_never_code),
		WITH_DIR(a_run_compared_with_nothing_says_how_whole_it_is),
		WITH_DIR(a_difference_has_a_colour_only_on_a_clock_without_noise),
		WITH_DIR(choices_stand_against_the_usual_one_and_side_by_side),
		WITH_DIR(a_cell_without_a_result_stands_with_the_others_of_its_image),
		WITH_DIR(columns_that_say_nothing_are_left_out),
		WITH_DIR(boots_of_a_cell_are_one_row_with_their_spread),
		WITH_DIR(the_rest_of_the_run_is_there),
		WITH_DIR(warnings_come_before_the_figures),
		WITH_DIR(how_to_repeat_says_what_the_revision_does_not_hold),
		WITH_DIR(a_trend_is_a_line_in_a_row),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
