/* SPDX-License-Identifier: Apache-2.0 */
/* Every board, flag and choice side by side: rows are benchmarks, and a shade says how much dearer a
 * figure is than the cheapest of its row. */
#include "report/html.h"

#include <string.h>

#include "report/escape.h"
#include "report/number.h"

#define MOST_CONFIGS 64u

static size_t shown_configs(const struct page *page)
{
	return page->n_configs < MOST_CONFIGS ? page->n_configs : MOST_CONFIGS;
}

/* True when the two have the same value of @dim and of all before it. */
static bool same_up_to(const struct page *page, size_t a, size_t b, enum page_dim dim)
{
	for (enum page_dim i = 0; i <= dim; i++) {
		if (page->configs[a].value[i] != page->configs[b].value[i]) {
			return false;
		}
	}
	return true;
}

static bool begins_column(const struct page *page, size_t config)
{
	return config > 0 &&
	       (page->configs[config].value[DIM_BOARD] !=
			page->configs[config - 1].value[DIM_BOARD] ||
		page->configs[config].value[DIM_CPU] != page->configs[config - 1].value[DIM_CPU]);
}

/* One row of heads for what differs; what is alike from one column to the next is said once. */
static void put_head_row(const struct page *page, enum page_dim dim, FILE *out)
{
	const size_t n = shown_configs(page);

	fprintf(out, "<tr><th scope=\"row\" class=\"name key soft\">%s</th>", page_dim_names[dim]);
	for (size_t i = 0, end; i < n; i = end) {
		const char *text = page_value(page, i, dim);

		for (end = i + 1; end < n && same_up_to(page, i, end, dim); end++) {
		}
		fprintf(out, "<th scope=\"colgroup\" colspan=\"%zu\"%s><span>", end - i,
			begins_column(page, i) || i == 0 ? " class=\"first\"" : "");
		escape_html(text[0] != '\0' ? text : "not known", out);
		fputs("</span></th>", out);
	}
	fputs("</tr>\n", out);
}

/* The cheapest trusted figure of the row with the clock of @config; 0: none. */
static double find_cheapest(const struct page_cell *const *row, size_t n, const char *clock)
{
	double least = 0;

	for (size_t i = 0; i < n; i++) {
		if (row[i] != NULL && row[i]->cell->status == CELL_OK &&
		    strcmp(row[i]->cell->key.clock, clock) == 0) {
			double median = cell_median(row[i]->cell);

			least = median > 0 && (least == 0 || median < least) ? median : least;
		}
	}
	return least;
}

/* 0 to 6: from 1, 1.01, 1.05, 1.1, 1.25, 1.5 and 2 times the cheapest on. */
static unsigned heat_of(double value, double cheapest)
{
	static const double steps[] = { 1.01, 1.05, 1.1, 1.25, 1.5, 2 };
	unsigned heat = 0;

	while (heat < sizeof(steps) / sizeof(steps[0]) && cheapest > 0 &&
	       value >= cheapest * steps[heat]) {
		heat++;
	}
	return heat;
}

static void put_figure(const struct page *page, const struct page_cell *const *row, size_t config,
		       FILE *out)
{
	const struct cell *cell = row[config] != NULL ? row[config]->cell : NULL;
	const char *first = begins_column(page, config) || config == 0 ? " first" : "";

	if (cell == NULL || cell->status == CELL_NA) {
		fprintf(out, "<td class=\"soft%s\">%s</td>", first, cell == NULL ? "–" : "n/a");
	} else if (!cell_has_samples(cell)) {
		fprintf(out, "<td class=\"gone%s\">missing</td>", first);
	} else if (cell->status == CELL_SPOILED) {
		fprintf(out, "<td class=\"gone%s\">%s!</td>", first,
			number_plain(cell_median(cell)).text);
	} else {
		double least = find_cheapest(row, shown_configs(page), cell->key.clock);

		fprintf(out, "<td class=\"h%u%s\">%s</td>", heat_of(cell_median(cell), least),
			first, number_plain(cell_median(cell)).text);
	}
}

static void put_row(const struct page *page, size_t bench, FILE *out)
{
	const struct page_cell *row[MOST_CONFIGS];

	fputs("<tr><th scope=\"row\">", out);
	escape_html(page->benches[bench], out);
	fputs("</th>", out);
	for (size_t i = 0; i < shown_configs(page); i++) {
		row[i] = page_find(page, bench, i);
	}
	for (size_t i = 0; i < shown_configs(page); i++) {
		put_figure(page, row, i, out);
	}
	fputs("</tr>\n", out);
}

static void put_how(const struct page *page, FILE *out)
{
	fprintf(out,
		"<p class=\"how\">Median %s of one operation. The shade says how many times the "
		"cheapest of its row a figure is.",
		run_unit(&page->facts));
	if (page->n_configs > shown_configs(page)) {
		fprintf(out, " The first %zu of %zu columns; all figures are in the table above.",
			shown_configs(page), page->n_configs);
	}
	fputs("</p>\n<p class=\"scale\"><span class=\"h0\">1</span><span class=\"h1\">1.01"
	      "</span><span class=\"h2\">1.05</span><span class=\"h3\">1.1</span>"
	      "<span class=\"h4\">1.25</span><span class=\"h5\">1.5</span>"
	      "<span class=\"h6\">2 and more</span></p>\n",
	      out);
}

void html_put_side(const struct page *page, FILE *out)
{
	if (page->n_configs < 2) {
		return;
	}
	html_open_section("side", "Side by side", out);
	put_how(page, out);
	html_open_scroll("Side by side", page->n_benches, true, out);
	fputs("<table class=\"fixed heat\">\n<thead>\n", out);
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (page_varies(page, dim)) {
			put_head_row(page, dim, out);
		}
	}
	fputs("</thead>\n<tbody>\n", out);
	for (size_t i = 0; i < page->n_benches; i++) {
		put_row(page, i, out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}
