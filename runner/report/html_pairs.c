/* SPDX-License-Identifier: Apache-2.0 */
/* One choice against another, everything else equal: static against table, lazy against eager. */
#include "report/html.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "report/escape.h"
#include "report/number.h"

/* A table wider than this is no help; the table of figures has all of them. */
#define MOST_CONTEXTS 64u
/* So many contexts have the figures beside the differences. */
#define FEW_CONTEXTS 2u

struct pairs {
	const struct page *page;
	enum page_dim dim;
	size_t contexts[MOST_CONTEXTS]; /* configurations with the first value of dim */
	size_t n;
	size_t n_all;
};

static bool has_pair(const struct page *page, size_t config, enum page_dim dim)
{
	for (size_t value = 1; value < page->dims[dim].n; value++) {
		if (page_find_config(page, config, dim, value) < page->n_configs) {
			return true;
		}
	}
	return false;
}

static struct pairs find_pairs(const struct page *page, enum page_dim dim)
{
	struct pairs pairs = { .page = page, .dim = dim };

	for (size_t i = 0; i < page->n_configs; i++) {
		if (page->configs[i].value[dim] != 0 || !has_pair(page, i, dim)) {
			continue;
		}
		if (pairs.n < MOST_CONTEXTS) {
			pairs.contexts[pairs.n++] = i;
		}
		pairs.n_all++;
	}
	return pairs;
}

static void put_title(const struct pairs *pairs, FILE *out)
{
	const struct page_values *values = &pairs->page->dims[pairs->dim];

	fprintf(out, "<section id=\"by-%s\">\n<h2>", page_dim_names[pairs->dim]);
	for (size_t i = 0; i < values->n; i++) {
		const char *text = values->text[i];
		char first[2] = { (char)toupper((unsigned char)text[0]), '\0' };

		fputs(i == 0 ? "" : i == 1 ? " against " : ", ", out);
		escape_html(i == 0 && isalpha((unsigned char)text[0]) ? first : "", out);
		escape_html(i == 0 && isalpha((unsigned char)text[0]) ? text + 1 : text, out);
	}
	fputs("</h2>\n<p class=\"how\">What a choice costs more than ", out);
	html_put_element("b", values->text[0], out);
	fprintf(out, ", everything else being equal; %s of one operation.",
		run_unit(&pairs->page->facts));
	if (pairs->n_all > pairs->n) {
		fprintf(out, " The first %zu of %zu columns; all figures are in the table above.",
			pairs->n, pairs->n_all);
	}
	fputs("</p>\n", out);
}

/* What tells the contexts apart, dim left out. */
static void put_context(const struct pairs *pairs, size_t config, FILE *out)
{
	bool has_any = false;

	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (dim != pairs->dim && page_varies(pairs->page, dim)) {
			fputs(has_any ? "<br>" : "", out);
			escape_html(page_value(pairs->page, config, dim), out);
			has_any = true;
		}
	}
	if (!has_any) {
		escape_html(page_value(pairs->page, config, DIM_CPU), out);
	}
}

static void put_heads(const struct pairs *pairs, FILE *out)
{
	const struct page_values *values = &pairs->page->dims[pairs->dim];
	const bool has_figures = pairs->n <= FEW_CONTEXTS;
	const size_t width = has_figures ? values->n * 2 - 1 : values->n - 1;

	fputs("<thead>\n<tr><th scope=\"col\" class=\"name key\" rowspan=\"2\">benchmark</th>",
	      out);
	for (size_t i = 0; i < pairs->n; i++) {
		fprintf(out, "<th scope=\"colgroup\" class=\"first\" colspan=\"%zu\">", width);
		put_context(pairs, pairs->contexts[i], out);
		fputs("</th>", out);
	}
	fputs("</tr>\n<tr>", out);
	for (size_t i = 0; i < pairs->n; i++) {
		for (size_t value = has_figures ? 0 : 1; value < values->n; value++) {
			fprintf(out, "<th scope=\"col\"%s>",
				value == !has_figures ? " class=\"first\"" : "");
			escape_html(values->text[value], out);
			fputs(has_figures && value > 0 ? "</th><th scope=\"col\">difference</th>"
						       : "</th>",
			      out);
		}
	}
	fputs("</tr>\n</thead>\n", out);
}

static void put_median(const struct cell *cell, const char *first, FILE *out)
{
	if (cell == NULL) {
		fprintf(out, "<td class=\"soft%s\">–</td>", first);
	} else if (cell->status == CELL_MISSING) {
		fprintf(out, "<td class=\"gone%s\">missing</td>", first);
	} else if (cell->status == CELL_NA) {
		fprintf(out, "<td class=\"soft%s\">n/a</td>", first);
	} else if (cell->status == CELL_SPOILED) {
		fprintf(out, "<td class=\"gone%s\">%s!</td>", first,
			number_plain(cell_median(cell)).text);
	} else {
		fprintf(out, "<td class=\"num%s\">%s</td>", first,
			number_plain(cell_median(cell)).text);
	}
}

/* 1 to 4: from 0, 3, 10 and 30 % on. */
static unsigned shade_of(double from, double to)
{
	const double share = from != 0 ? fabs(to - from) / from : 1;

	return 1u + (share >= 0.03) + (share >= 0.1) + (share >= 0.3);
}

/* Only on a clock without noise does a difference of one run mean what it says. */
static void put_difference(const struct cell *base, const struct cell *cell, const char *first,
			   FILE *out)
{
	double from;
	double to;

	if (base == NULL || cell == NULL || base->status != CELL_OK || cell->status != CELL_OK) {
		fprintf(out, "<td class=\"soft%s\">– <span class=\"pct\"></span></td>", first);
		return;
	}
	from = cell_median(base);
	to = cell_median(cell);
	if (to == from) {
		fprintf(out, "<td class=\"soft%s\">0 <span class=\"pct\"></span></td>", first);
	} else if (strcmp(cell->key.clock, "exact") != 0) {
		fprintf(out, "<td class=\"same%s\">", first);
	} else {
		fprintf(out, "<td class=\"%s s%u%s\">", to > from ? "up" : "down",
			shade_of(from, to), first);
	}
	if (to != from) {
		fprintf(out, "%s <span class=\"pct\">%s</span></td>", number_signed(to - from).text,
			number_percent(from, to).text);
	}
}

static const struct cell *find_cell(const struct page *page, size_t bench, size_t config)
{
	const struct page_cell *found =
		config < page->n_configs ? page_find(page, bench, config) : NULL;

	return found != NULL ? found->cell : NULL;
}

static void put_row(const struct pairs *pairs, size_t bench, FILE *out)
{
	const struct page *page = pairs->page;
	const bool has_figures = pairs->n <= FEW_CONTEXTS;

	fputs("<tr><th scope=\"row\">", out);
	escape_html(page->benches[bench], out);
	fputs("</th>", out);
	for (size_t i = 0; i < pairs->n; i++) {
		const struct cell *base = find_cell(page, bench, pairs->contexts[i]);

		if (has_figures) {
			put_median(base, " first", out);
		}
		for (size_t value = 1; value < page->dims[pairs->dim].n; value++) {
			const struct cell *cell = find_cell(
				page, bench,
				page_find_config(page, pairs->contexts[i], pairs->dim, value));

			if (has_figures) {
				put_median(cell, "", out);
			}
			put_difference(base, cell, !has_figures && value == 1 ? " first" : "", out);
		}
	}
	fputs("</tr>\n", out);
}

void html_put_pairs(const struct page *page, enum page_dim dim, FILE *out)
{
	struct pairs pairs = { 0 };

	if (page_varies(page, dim)) {
		pairs = find_pairs(page, dim);
	}
	if (pairs.n == 0) {
		return;
	}
	put_title(&pairs, out);
	html_open_scroll(page_dim_names[dim], page->n_benches, true, out);
	fputs("<table class=\"fixed\">\n", out);
	put_heads(&pairs, out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < page->n_benches; i++) {
		put_row(&pairs, i, out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}
