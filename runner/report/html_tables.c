/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/missing.h"
#include "report/number.h"

void html_put_element(const char *tag, const char *text, FILE *out)
{
	fprintf(out, "<%s>", tag);
	escape_html(text, out);
	fprintf(out, "</%s>", tag);
}

void html_open_scroll(const char *label, FILE *out)
{
	fprintf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n",
		label);
}

void html_close_scroll(FILE *out)
{
	fputs("</div>\n", out);
}

static size_t columns_of_group(const struct grid *grid)
{
	return grid->n_hals * 2 - 1; /* a median each, a difference for all but the first */
}

static void put_overview_head(const struct grid *grid, FILE *out)
{
	fputs("<thead>\n<tr><th scope=\"col\" class=\"name\" rowspan=\"2\">benchmark</th>", out);
	for (size_t i = 0; i < grid->n_groups; i++) {
		char *label = grid_group_label(grid, i);

		fprintf(out, "<th scope=\"colgroup\" class=\"first\" colspan=\"%zu\">",
			columns_of_group(grid));
		html_put_element("span", grid->groups[i]->key.board, out);
		fputs("<br>", out);
		escape_html(label, out);
		fputs("</th>", out);
		free(label);
	}
	fputs("</tr>\n<tr>", out);
	for (size_t i = 0; i < grid->n_groups; i++) {
		for (size_t hal = 0; hal < grid->n_hals; hal++) {
			fprintf(out, "<th scope=\"col\"%s>", hal == 0 ? " class=\"first\"" : "");
			escape_html(grid->hals[hal], out);
			fputs(hal > 0 ? "</th><th scope=\"col\">difference</th>" : "</th>", out);
		}
	}
	fputs("</tr>\n</thead>\n", out);
}

static void put_median(const struct cell *cell, size_t hal, FILE *out)
{
	const char *class = hal == 0 ? " class=\"first\"" : "";

	if (cell == NULL) {
		fprintf(out, "<td%s>–</td>", class);
	} else if (cell->status == CELL_MISSING) {
		fprintf(out, "<td class=\"gone%s\">missing</td>", hal == 0 ? " first" : "");
	} else {
		fprintf(out, "<td%s>%s</td>", class, number_plain(cell->sum.median).text);
	}
}

static void put_difference(const struct grid *grid, size_t bench, size_t group, size_t hal,
			   FILE *out)
{
	bool is_sure = grid_is_exact(grid, group);
	double diff;

	if (!grid_has_diff(grid, bench, group, hal)) {
		fputs("<td>–</td>", out);
		return;
	}
	diff = grid_diff(grid, bench, group, hal);
	fprintf(out, "<td class=\"%s\">%s <span class=\"pct\">%s</span></td>",
		!is_sure || diff == 0 ? "same"
		: diff > 0            ? "up"
				      : "down",
		number_signed(diff).text,
		number_percent(grid_cell(grid, bench, group, 0)->sum.median,
			       grid_cell(grid, bench, group, hal)->sum.median)
			.text);
}

static void put_overview_row(const struct grid *grid, size_t bench, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	escape_html(grid->benches[bench], out);
	fputs("</th>", out);
	for (size_t group = 0; group < grid->n_groups; group++) {
		for (size_t hal = 0; hal < grid->n_hals; hal++) {
			put_median(grid_cell(grid, bench, group, hal), hal, out);
			if (hal > 0) {
				put_difference(grid, bench, group, hal, out);
			}
		}
	}
	fputs("</tr>\n", out);
}

void html_put_overview(const struct grid *grid, const struct run_facts *facts, FILE *out)
{
	fprintf(out,
		"<section>\n<h2>Cost of one operation</h2>\n<p class=\"how\">Median %s; the "
		"empty frame is subtracted.",
		run_unit(facts));
	if (grid->n_hals > 1) {
		fputs(" A difference is what a binding costs more than ", out);
		html_put_element("b", grid->hals[0], out);
		fputs(".", out);
	}
	fputs("</p>\n", out);
	if (facts->has_ticks) {
		fputs("<p class=\"caution\">Caution: " RUN_NOISE ".</p>\n", out);
	}
	html_open_scroll("Cost of one operation", out);
	fputs("<table class=\"fixed\">\n", out);
	put_overview_head(grid, out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < grid->n_benches; i++) {
		put_overview_row(grid, i, out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}

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

static void put_cell(const struct cell *cell, FILE *out)
{
	put_cell_key(cell, out);
	if (cell->status == CELL_MISSING) {
		fputs("<td class=\"gone\">missing</td><td></td><td></td><td></td><td></td><td></td>"
		      "<td></td><td></td></tr>\n",
		      out);
		return;
	}
	fprintf(out,
		"<td>%zu</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td><td><b>%s</b></td><td>%" PRIu64
		"</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td><td class=\"name exits\">",
		cell->n, cell->overhead, cell->sum.min, number_plain(cell->sum.median).text,
		cell->sum.p90, cell->sum.p99, cell->sum.max);
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
	      "<th scope=\"col\" class=\"name\">HAL</th><th scope=\"col\">n</th>"
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
	size_t n = run_n_missing(run);

	if (n == 0) {
		return;
	}
	fprintf(out, "<section class=\"alarm\">\n<h2>%zu of %zu cells missing</h2>\n", n,
		run->n_cells);
	for (size_t i = 0; i < run->n_cells; i++) {
		if (missing_is_first(run, i)) {
			put_cause(run, i, out);
		}
	}
	fputs("</section>\n", out);
}
