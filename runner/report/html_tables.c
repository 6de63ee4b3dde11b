/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
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

static size_t columns_of_group(const struct grid *grid, bool has_floor)
{
	return grid->n_hals * 2 - 1 + has_floor; /* a difference for all but the first */
}

static void put_group_heads(const struct grid *grid, bool has_floor, FILE *out)
{
	for (size_t hal = 0; hal < grid->n_hals; hal++) {
		fprintf(out, "<th scope=\"col\"%s>", hal == 0 ? " class=\"first\"" : "");
		escape_html(grid->hals[hal], out);
		fputs(hal > 0 ? "</th><th scope=\"col\">difference</th>" : "</th>", out);
	}
	fputs(has_floor ? "<th scope=\"col\">floor</th>" : "", out);
}

static void put_overview_head(const struct grid *grid, bool has_floor, FILE *out)
{
	fputs("<thead>\n<tr><th scope=\"col\" class=\"name\" rowspan=\"2\">benchmark</th>", out);
	for (size_t i = 0; i < grid->n_groups; i++) {
		char *label = grid_group_label(grid, i);

		fprintf(out, "<th scope=\"colgroup\" class=\"first\" colspan=\"%zu\">",
			columns_of_group(grid, has_floor));
		html_put_element("span", grid->groups[i]->key.board, out);
		fputs("<br>", out);
		escape_html(label, out);
		fputs("</th>", out);
		free(label);
	}
	fputs("</tr>\n<tr>", out);
	for (size_t i = 0; i < grid->n_groups; i++) {
		put_group_heads(grid, has_floor, out);
	}
	fputs("</tr>\n</thead>\n", out);
}

static void put_median(const struct cell *cell, size_t hal, FILE *out)
{
	const char *class = hal == 0 ? " class=\"first\"" : "";
	const char *first = hal == 0 ? " first" : "";

	if (cell == NULL) {
		fprintf(out, "<td%s>–</td>", class);
	} else if (cell->status == CELL_MISSING) {
		fprintf(out, "<td class=\"gone%s\">missing</td>", first);
	} else if (cell->status == CELL_NA) {
		fprintf(out, "<td class=\"soft%s\">n/a</td>", first);
	} else if (cell->status == CELL_SPOILED) {
		fprintf(out, "<td class=\"gone%s\">%s!</td>", first,
			number_plain(cell_median(cell)).text);
	} else {
		fprintf(out, "<td%s>%s</td>", class, number_plain(cell_median(cell)).text);
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
		number_percent(cell_median(grid_cell(grid, bench, group, 0)),
			       cell_median(grid_cell(grid, bench, group, hal)))
			.text);
}

static void put_floor(const struct cell *cell, FILE *out)
{
	if (cell == NULL || !cell_has_samples(cell) || !cell->has_floor) {
		fputs("<td>–</td>", out);
	} else {
		fprintf(out, "<td class=\"soft\">%s</td>",
			number_plain(cell_each(cell, (double)cell->floor)).text);
	}
}

static void put_overview_row(const struct grid *grid, size_t bench, bool has_floor, FILE *out)
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
		if (has_floor) {
			put_floor(grid_cell(grid, bench, group, 0), out);
		}
	}
	fputs("</tr>\n", out);
}

/* The rows of one group of benchmarks in a tbody of their own. */
static void put_overview_rows(const struct grid *grid, bool has_floor, FILE *out)
{
	for (size_t i = 0; i < grid->n_benches; i++) {
		if (i == 0 || grid_begins_group(grid, i)) {
			fputs(i == 0 ? "<tbody>\n" : "</tbody>\n<tbody>\n", out);
		}
		put_overview_row(grid, i, has_floor, out);
	}
	fputs("</tbody>\n", out);
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
	if (facts->has_floor) {
		fputs(" A floor is the cost of the operation with nothing to trap into.", out);
	}
	fputs("</p>\n", out);
	if (facts->has_ticks) {
		fputs("<p class=\"caution\">Caution: " RUN_NOISE ".</p>\n", out);
	}
	html_open_scroll("Cost of one operation", out);
	fputs("<table class=\"fixed\">\n", out);
	put_overview_head(grid, facts->has_floor, out);
	put_overview_rows(grid, facts->has_floor, out);
	fputs("</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}
