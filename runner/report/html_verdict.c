/* SPDX-License-Identifier: Apache-2.0 */
/* The first thing on the page: is something worse, and what. */
#include "report/html.h"

#include <math.h>
#include <stdlib.h>

#include "gate/gate.h"
#include "report/escape.h"
#include "report/number.h"
#include "report/verdicts_words.h"

/* More rows than these are left to the table of figures. */
#define MOST_ROWS 200u

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void put_headline(const struct gate_result *result, FILE *out)
{
	const size_t n_worse = result->count[VERDICT_REGRESSED];
	const size_t n_better = result->count[VERDICT_IMPROVED];
	const size_t n_open = result->count[VERDICT_MISSING] + result->count[VERDICT_INCONCLUSIVE];

	if (n_worse > 0) {
		fprintf(out, "%zu cell%s regressed", n_worse, plural(n_worse));
	} else if (n_open > 0) {
		fprintf(out, "No regression seen, but %zu cell%s without a verdict", n_open,
			plural(n_open));
	} else if (n_better > 0) {
		fprintf(out, "Nothing is worse, %zu cell%s improved", n_better, plural(n_better));
	} else {
		fputs("Nothing changed", out);
	}
}

static const char *tone_of(const struct gate_result *result)
{
	if (result->count[VERDICT_REGRESSED] > 0) {
		return "bad";
	}
	return result->count[VERDICT_MISSING] + result->count[VERDICT_INCONCLUSIVE] > 0 ? "open"
											: "good";
}

/* Each leads to those cells in the table of figures. */
static void put_counts(const struct gate_result *result, FILE *out)
{
	fputs("<ul class=\"counts\">\n", out);
	for (size_t i = 0; i < N_VERDICTS; i++) {
		const enum verdict verdict = verdict_order[i];
		const char *name = gate_verdict_name(verdict);

		if (result->count[verdict] > 0) {
			fprintf(out,
				"<li><a href=\"#figures\" data-pick=\"%u\" class=\"v %s\">"
				"<b>%zu</b> %s</a></li>\n",
				(unsigned)verdict, name, result->count[verdict], name);
		}
	}
	fputs("</ul>\n", out);
}

/* How much worse a cell could have become unseen. */
static double find_blindness(const struct gate_result *result)
{
	double most = 0;

	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];

		if (row->verdict == VERDICT_UNCHANGED && !row->is_exact &&
		    row->tests[METRIC_MEDIAN].sees > most) {
			most = row->tests[METRIC_MEDIAN].sees;
		}
	}
	return most;
}

static void put_meaning(const struct page *page, FILE *out)
{
	const struct gate_result *result = page->extra->verdicts;
	const double blindness = find_blindness(result);

	fputs("<p>Against ", out);
	html_put_element("code", page->extra->old_name, out);
	if (page->extra->old_run != NULL) {
		fputs(", started ", out);
		html_put_element("time", page->extra->old_run->started, out);
	}
	fputs(".", out);
	if (page->facts.has_exact) {
		fputs(" On an exact clock any difference is a change.", out);
	}
	if (page->facts.has_ticks) {
		fprintf(out,
			" On a clock with noise a change is at least %.3g %%, with at most %.3g %% "
			"false discoveries over all cells.",
			result->rules.effect * 100, result->rules.fdr * 100);
	}
	if (blindness > 0 && isfinite(blindness)) {
		fprintf(out, " A slowdown of %.1f %% would have been seen in every unchanged cell.",
			blindness * 100);
	}
	fputs("</p>\n", out);
}

/* NULL: nothing was tested, or there is no share of nothing. */
static const struct gate_test *find_test(const struct gate_row *row)
{
	const struct gate_test *test = row->metric <= METRIC_P99 ? &row->tests[row->metric] : NULL;

	return row->is_exact || test == NULL || !test->is_made || test->old_value == 0 ? NULL
										       : test;
}

static double change_of(const struct gate_row *row)
{
	const struct gate_test *test = find_test(row);

	if (test != NULL) {
		return fabs(test->shift / test->old_value);
	}
	return row->old_value != 0 ? fabs(row->new_value - row->old_value) / fabs(row->old_value)
				   : row->new_value;
}

/* By verdict, the largest change first. */
static int row_order(const void *left, const void *right)
{
	const struct gate_row *a = *(const struct gate_row *const *)left;
	const struct gate_row *b = *(const struct gate_row *const *)right;
	size_t rank_a = 0;
	size_t rank_b = 0;

	while (verdict_order[rank_a] != a->verdict) {
		rank_a++;
	}
	while (verdict_order[rank_b] != b->verdict) {
		rank_b++;
	}
	if (rank_a != rank_b) {
		return rank_a < rank_b ? -1 : 1;
	}
	if (change_of(a) != change_of(b)) {
		return change_of(a) > change_of(b) ? -1 : 1;
	}
	return (a > b) - (a < b);
}

/* Both values in one cell, for a narrow screen has no room for two; a median goes without saying. */
static void put_pair(const struct gate_row *row, FILE *out)
{
	fprintf(out, "<td class=\"pair\" data-v=\"%.17g\">%s → %s", row->old_value,
		number_plain(row->old_value).text, number_plain(row->new_value).text);
	if (row->metric != METRIC_MEDIAN) {
		html_put_element("small", gate_metric_name(row->metric), out);
	}
	fputs("</td>", out);
}

static void put_change(const struct gate_row *row, FILE *out)
{
	const struct gate_test *test = find_test(row);

	if (test == NULL) {
		fprintf(out, "<td data-v=\"%.17g\">%s <span class=\"pct\">%s</span></td>",
			row->new_value - row->old_value,
			number_signed(row->new_value - row->old_value).text,
			number_percent(row->old_value, row->new_value).text);
		return;
	}
	fprintf(out, "<td data-v=\"%.17g\">%+.1f %%", test->shift / test->old_value,
		100 * test->shift / test->old_value);
	if (isfinite(test->low) && isfinite(test->high)) {
		fprintf(out, "<small>%+.1f to %+.1f %%</small>", 100 * test->low / test->old_value,
			100 * test->high / test->old_value);
	}
	fputs("</td>", out);
}

static void put_values(const struct gate_row *row, FILE *out)
{
	if (row->verdict == VERDICT_MISSING) {
		fputs("<td></td><td></td>", out);
		return;
	}
	put_pair(row, out);
	put_change(row, out);
}

static void put_row(const struct gate_row *row, bool with_why, FILE *out)
{
	const struct figures *figures =
		row->new_figures != NULL ? row->new_figures : row->old_figures;
	const char *name = gate_verdict_name(row->verdict);

	fputs("<tr><th scope=\"row\">", out);
	escape_html(figures->key.benchmark, out);
	fputs("<small>", out);
	escape_html(figures->key.board, out);
	fputs("/", out);
	escape_html(figures->key.cpu, out);
	fputs(" ", out);
	escape_html(cell_variant(&figures->key).text, out);
	fprintf(out,
		"</small></th><td class=\"name\" data-v=\"%u\"><span class=\"v %s\">%s</span>"
		"</td>",
		(unsigned)row->verdict, name, name);
	put_values(row, out);
	if (with_why) {
		fputs("<td class=\"name why\">", out);
		escape_html(verdict_reason(row).s, out);
		fputs("</td>", out);
	}
	fputs("</tr>\n", out);
}

static void put_heads(bool with_why, bool with_range, FILE *out)
{
	static const char *const heads[][2] = {
		{ "cell", "name key" },
		{ "verdict", "name" },
		{ "old → new", "num pair" },
	};

	fputs("<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		html_put_head(heads[i][0], heads[i][1], out);
	}
	html_put_head(with_range ? "change, 95 % range" : "change", "num", out);
	if (with_why) {
		html_put_head("why", "name", out);
	}
	fputs("</tr></thead>\n", out);
}

static void put_table(const struct gate_row *const *rows, size_t n, FILE *out)
{
	bool with_why = false; /* only where some row has one */
	bool with_range = false;

	for (size_t i = 0; i < n && i < MOST_ROWS; i++) {
		with_range |= find_test(rows[i]) != NULL && rows[i]->verdict != VERDICT_MISSING;
		with_why |= verdict_reason(rows[i]).s[0] != '\0';
	}
	html_open_scroll("What changed", n, false, out);
	fputs("<table class=\"fixed sorts verdicts\">\n", out);
	put_heads(with_why, with_range, out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < n && i < MOST_ROWS; i++) {
		put_row(rows[i], with_why, out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	if (n > MOST_ROWS) {
		fprintf(out,
			"<p class=\"how\">The first %u of %zu; all are below, with the figures."
			"</p>\n",
			MOST_ROWS, n);
	}
}

static void put_changed(const struct gate_result *result, FILE *out)
{
	const struct gate_row **rows = calloc(result->n + 1, sizeof(*rows));
	size_t n = 0;

	if (rows == NULL) {
		fputs("<p class=\"gone\">No memory for the list of what changed.</p>\n", out);
		return;
	}
	for (size_t i = 0; i < result->n; i++) {
		if (result->rows[i].verdict != VERDICT_UNCHANGED &&
		    result->rows[i].verdict != VERDICT_NA) {
			rows[n++] = &result->rows[i];
		}
	}
	qsort(rows, n, sizeof(*rows), row_order);
	if (n > 0) {
		put_table(rows, n, out);
	}
	free(rows);
}

static void put_state_count(size_t n, const char *text, const char *class, FILE *out)
{
	if (n > 0) {
		fprintf(out, "<li><span class=\"v %s\"><b>%zu</b> %s</span></li>\n", class, n,
			text);
	}
}

/* Nothing to compare with: how far the run itself is whole. */
static void put_state(const struct page *page, FILE *out)
{
	const struct run_facts *facts = &page->facts;
	const size_t n_failed = facts->n_missing + facts->n_spoiled;

	fprintf(out,
		"<section id=\"verdict\" class=\"verdict %s\">\n<h2>%s: %zu of %zu cells "
		"measured</h2>\n",
		n_failed > 0 ? "bad" : "good", n_failed > 0 ? "Incomplete" : "Complete",
		facts->n_measured, page->run->n_cells);
	fputs("<ul class=\"counts\">\n", out);
	put_state_count(facts->n_missing, "missing", "missing", out);
	put_state_count(facts->n_spoiled, "not to be trusted", "regressed", out);
	put_state_count(facts->n_measured, "measured", "improved", out);
	put_state_count(facts->n_na, "not applicable", "n/a", out);
	fputs("</ul>\n</section>\n", out);
}

void html_put_verdict(const struct page *page, FILE *out)
{
	const struct gate_result *result = page->extra->verdicts;

	if (result == NULL) {
		put_state(page, out);
		return;
	}
	fprintf(out, "<section id=\"verdict\" class=\"verdict %s\">\n<h2>", tone_of(result));
	put_headline(result, out);
	fputs("</h2>\n", out);
	put_meaning(page, out);
	put_counts(result, out);
	put_changed(result, out);
	fputs("</section>\n", out);
}
