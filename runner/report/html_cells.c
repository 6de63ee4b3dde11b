/* SPDX-License-Identifier: Apache-2.0 */
/* The page's parts that go cell by cell. */
#include "report/html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/missing.h"
#include "report/number.h"

static void put_cell_key(const struct cell *cell, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	escape_html(cell->key.benchmark, out);
	fputs("</th><td class=\"name\">", out);
	escape_html(cell->key.board, out);
	fputs("/", out);
	escape_html(cell->key.cpu, out);
	fputs("</td><td class=\"name\">", out);
	escape_html(cell_variant(&cell->key).text, out);
	fputs("</td>", out);
}

static void put_exits(const struct cell *cell, FILE *out)
{
	bool has_any = false;

	for (size_t i = 0; i < cell->n_exits; i++) {
		if (cell->exits[i].count > 0) {
			fputs(has_any ? ", " : "", out);
			escape_html(cell->exits[i].name, out);
			fprintf(out, " %" PRIu64, cell->exits[i].count);
			has_any = true;
		}
	}
	fputs(has_any ? "" : "none", out);
}

static void put_figure(const struct cell *cell, uint64_t value, FILE *out)
{
	fprintf(out, "<td>%s</td>", number_plain(cell_each(cell, (double)value)).text);
}

static void put_cell(const struct cell *cell, FILE *out)
{
	bool is_spoiled = cell->status == CELL_SPOILED;

	put_cell_key(cell, out);
	if (!cell_has_samples(cell)) {
		fprintf(out,
			"<td "
			"class=\"%s\">%s</td><td></td><td></td><td></td><td></td><td></td><td></td>"
			"<td></td><td></td></tr>\n",
			cell->status == CELL_NA ? "soft" : "gone",
			cell->status == CELL_NA ? "n/a" : "missing");
		return;
	}
	fprintf(out, "<td>%zu</td>", cell->n);
	put_figure(cell, cell->overhead, out);
	put_figure(cell, cell->sum.min, out);
	fprintf(out, "<td%s><b>%s%s</b></td>", is_spoiled ? " class=\"gone\"" : "",
		number_plain(cell_median(cell)).text, is_spoiled ? "!" : "");
	put_figure(cell, cell->sum.p90, out);
	put_figure(cell, cell->sum.p99, out);
	put_figure(cell, cell->sum.max, out);
	fputs("<td class=\"name exits\">", out);
	put_exits(cell, out);
	fputs("</td></tr>\n", out);
}

void html_put_cells(const struct run *run, FILE *out)
{
	fputs("<section>\n<h2>All cells</h2>\n<p class=\"how\">n: samples. Overhead: cost of the "
	      "empty frame, already subtracted. Percentiles are nearest rank: always a real "
	      "sample. "
	      "Exits: counted between the stamps, over all samples.</p>\n",
	      out);
	html_open_scroll("All cells", out);
	fputs("<table class=\"fixed dense\">\n<thead><tr><th scope=\"col\" "
	      "class=\"name\">benchmark</th>"
	      "<th scope=\"col\" class=\"name\">board / CPU</th>"
	      "<th scope=\"col\" class=\"name\">image</th><th scope=\"col\">n</th>"
	      "<th scope=\"col\">overhead</th><th scope=\"col\">min</th>"
	      "<th scope=\"col\">median</th><th scope=\"col\">p90</th><th scope=\"col\">p99</th>"
	      "<th scope=\"col\">max</th><th scope=\"col\" class=\"name\">exits</th></tr></thead>\n"
	      "<tbody>\n",
	      out);
	for (size_t i = 0; i < run->n_cells; i++) {
		put_cell(&run->cells[i], out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}

static bool has_counts(const struct cell *cell)
{
	bool has_any = false;

	for (size_t i = 0; i < N_PMU; i++) {
		has_any |= cell_has_samples(cell) && cell->has_pmu[i];
	}
	return has_any;
}

static void put_counts(const struct cell *cell, FILE *out)
{
	if (!has_counts(cell)) {
		return;
	}
	put_cell_key(cell, out);
	fprintf(out, "<td>%s %s</td>", number_plain(cell_median(cell)).text, cell->unit);
	for (size_t i = 0; i < N_PMU; i++) {
		if (cell->has_pmu[i]) {
			fprintf(out, "<td>%" PRIu64 "</td>", cell->pmu[i]);
		} else {
			fputs("<td>–</td>", out);
		}
	}
	fputs("</tr>\n", out);
}

void html_put_counts(const struct run *run, FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		n += has_counts(&run->cells[i]);
	}
	if (n == 0) {
		return;
	}
	fputs("<section>\n<h2>Performance monitors</h2>\n<p class=\"how\">What the PMU counted, "
	      "beside the counter that the samples are taken with: medians of one operation, with "
	      "what the report itself costs subtracted.</p>\n",
	      out);
	html_open_scroll("Performance monitors", out);
	fputs("<table class=\"fixed dense\">\n<thead><tr><th scope=\"col\" "
	      "class=\"name\">benchmark</th><th scope=\"col\" class=\"name\">board / CPU</th>"
	      "<th scope=\"col\" class=\"name\">image</th><th scope=\"col\">median</th>"
	      "<th scope=\"col\">cycles</th><th scope=\"col\">instructions</th>"
	      "<th scope=\"col\">cycles at EL2</th><th scope=\"col\">instructions at EL2</th></tr>"
	      "</thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < run->n_cells; i++) {
		put_counts(&run->cells[i], out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}

static void put_cause(const struct run *run, size_t first, FILE *out)
{
	const struct cell *cause = &run->cells[first];

	html_put_element("h3", cause->error, out);
	fputs("\n<ul>\n", out);
	for (size_t i = first; i < run->n_cells; i++) {
		if (missing_same_cause(cause, &run->cells[i])) {
			char *name = cell_name(&run->cells[i]);

			html_put_element("li", name, out);
			fputc('\n', out);
			free(name);
		}
	}
	fputs("</ul>\n", out);
	if (cause->log != NULL) {
		fputs("<p>Console: ", out);
		html_put_element("code", cause->log, out);
		fputs("</p>\n", out);
	}
}

void html_put_missing(const struct run *run, FILE *out)
{
	size_t n_missing = run_count(run, CELL_MISSING);
	size_t n_spoiled = run_count(run, CELL_SPOILED);

	if (n_missing + n_spoiled == 0) {
		return;
	}
	fputs("<section class=\"alarm\">\n<h2>", out);
	if (n_missing > 0) {
		fprintf(out, "%zu of %zu cells missing", n_missing, run->n_cells);
	}
	if (n_spoiled > 0) {
		fprintf(out, "%s%zu of %zu cells not to be trusted", n_missing > 0 ? ", " : "",
			n_spoiled, run->n_cells);
	}
	fputs("</h2>\n", out);
	for (size_t i = 0; i < run->n_cells; i++) {
		if (missing_is_first(run, i)) {
			put_cause(run, i, out);
		}
	}
	fputs("</section>\n", out);
}

void html_put_na(const struct run *run, FILE *out)
{
	size_t n = run_count(run, CELL_NA);

	if (n == 0) {
		return;
	}
	fprintf(out,
		"<section>\n<h2>Not applicable</h2>\n<p class=\"how\">%zu of %zu cells, for "
		"what the board or the image does not have. No failure.</p>\n<ul>\n",
		n, run->n_cells);
	for (size_t i = 0; i < run->n_cells; i++) {
		char *text = run->cells[i].status == CELL_NA ? missing_describe_na(run, i) : NULL;

		if (text != NULL) {
			html_put_element("li", text, out);
			fputc('\n', out);
		}
		free(text);
	}
	fputs("</ul>\n</section>\n", out);
}

void html_put_checks(const struct run *run, FILE *out)
{
	if (run->n_checks == 0) {
		return;
	}
	fputs("<section>\n<h2>Self-checks</h2>\n<p class=\"how\">What each image looked at before "
	      "it "
	      "measured. One that failed marks the figures that it spoils.</p>\n",
	      out);
	html_open_scroll("Self-checks", out);
	fputs("<table class=\"dense\">\n<thead><tr><th scope=\"col\" class=\"name\">boot</th>"
	      "<th scope=\"col\" class=\"name\">check</th><th scope=\"col\" "
	      "class=\"name\">result</th><th scope=\"col\" "
	      "class=\"name\">spoils</th></tr></thead>\n"
	      "<tbody>\n",
	      out);
	for (size_t i = 0; i < run->n_checks; i++) {
		const struct run_check *check = &run->checks[i];

		fputs("<tr><th scope=\"row\">", out);
		escape_html(check->boot, out);
		fputs("</th><td class=\"name\">", out);
		escape_html(check->check, out);
		fprintf(out, "</td><td class=\"name%s\">", check->ok ? "" : " gone");
		escape_html(check->ok ? "ok" : check->why, out);
		fputs("</td><td class=\"name\">", out);
		escape_html(check->spoils, out);
		fputs("</td></tr>\n", out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}
