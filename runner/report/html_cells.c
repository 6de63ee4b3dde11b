/* SPDX-License-Identifier: Apache-2.0 */
/* The table of figures: one row a cell, one column for whatever the cells differ in. */
#include "report/html.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "gate/gate.h"
#include "report/escape.h"
#include "report/number.h"
#include "report/verdicts_words.h"

static void put_gone(const char *text, FILE *out)
{
	fprintf(out, "<td class=\"soft\">%s</td>", text);
}

/* One that changed, or may have, stands with its reasons in the section of the verdicts. */
static void put_verdict(const struct page *page, const struct page_cell *c, FILE *out)
{
	struct verdict_text limits;

	(void)page;
	if (c->row == NULL) {
		put_gone("–", out);
		return;
	}
	fprintf(out, "<td class=\"name\" data-v=\"%u\"><span class=\"v %s\">%s</span>",
		(unsigned)c->row->verdict, gate_verdict_name(c->row->verdict),
		gate_verdict_name(c->row->verdict));
	limits = verdict_limits(c->row);
	if (limits.s[0] != '\0') {
		html_put_element("small", limits.s, out);
	}
	fputs("</td>", out);
}

static void put_change(const struct page *page, const struct page_cell *c, FILE *out)
{
	const struct gate_row *row = c->row;
	double from;
	double to;

	(void)page;
	if (row == NULL || row->old_figures == NULL || row->old_figures->n_boots == 0 ||
	    !cell_has_samples(c->cell)) {
		put_gone("–", out);
		return;
	}
	if (!row->is_exact && row->tests[METRIC_MEDIAN].is_made) {
		/* As the verdict has it: over pairs of boots, not from median to median. */
		from = row->tests[METRIC_MEDIAN].old_value;
		to = from + row->tests[METRIC_MEDIAN].shift;
	} else {
		from = figures_median(row->old_figures);
		to = cell_median(c->cell);
	}
	fprintf(out, "<td data-v=\"%.17g\">", from != 0 ? (to - from) / from : to - from);
	if (from == to) {
		fputs("<span class=\"soft\">0</span></td>", out);
	} else if (from == 0) {
		fprintf(out, "%s</td>", number_signed(to - from).text);
	} else {
		fprintf(out, "%s</td>", number_percent(from, to).text);
	}
}

static void put_median(const struct page *page, const struct page_cell *c, FILE *out)
{
	const char *text = number_plain(cell_median(c->cell)).text;

	(void)page;
	if (c->cell->status == CELL_SPOILED) {
		fprintf(out, "<td class=\"gone\" data-v=\"%.17g\">%s!</td>", cell_median(c->cell),
			text);
	} else {
		fprintf(out, "<td data-v=\"%.17g\"><b>%s</b></td>", cell_median(c->cell), text);
	}
}

/* Over boots: how far the smallest and the largest of their medians are apart. */
static void put_spread(const struct page *page, const struct page_cell *c, FILE *out)
{
	double share = c->low != 0 ? (c->high - c->low) / c->low : 0;

	(void)page;
	if (c->n_boots < 2) {
		put_gone("–", out);
	} else if (c->low == c->high) {
		fputs("<td data-v=\"0\"><span class=\"soft\">0</span></td>", out);
	} else {
		fprintf(out, "<td data-v=\"%.17g\" title=\"%s to %s\">%.1f %%</td>", share,
			number_plain(c->low).text, number_plain(c->high).text, share * 100);
	}
}

static void put_each(const struct page_cell *c, uint64_t value, FILE *out)
{
	html_put_number(cell_each(c->cell, (double)value), out);
}

static void put_min(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	put_each(c, c->cell->sum.min, out);
}

static void put_p90(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	put_each(c, c->cell->sum.p90, out);
}

static void put_p99(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	put_each(c, c->cell->sum.p99, out);
}

static void put_max(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	put_each(c, c->cell->sum.max, out);
}

static void put_floor(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	if (c->cell->has_floor) {
		put_each(c, c->cell->floor, out);
	} else {
		put_gone("–", out);
	}
}

static void put_overhead(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	put_each(c, c->cell->overhead, out);
}

static void put_samples(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	fprintf(out, "<td>%zu</td>", c->cell->n);
}

static void put_boots(const struct page *page, const struct page_cell *c, FILE *out)
{
	(void)page;
	fprintf(out, "<td>%zu</td>", c->n_boots);
}

static void put_exits(const struct page *page, const struct page_cell *c, FILE *out)
{
	bool has_any = false;

	(void)page;
	fputs("<td class=\"name exits\">", out);
	for (size_t i = 0; i < c->cell->n_exits; i++) {
		if (c->cell->exits[i].count > 0) {
			fputs(has_any ? ", " : "", out);
			escape_html(c->cell->exits[i].name, out);
			fprintf(out, " %" PRIu64, c->cell->exits[i].count);
			has_any = true;
		}
	}
	fputs(has_any ? "</td>" : "<span class=\"soft\">none</span></td>", out);
}

/* A row that has none, or none to be told from the rest, has NaN: equal to nothing. */
static double value_spread(const struct page_cell *c)
{
	return c->n_boots >= 2 && c->low == c->high ? 0 : NAN;
}

static double value_floor(const struct page_cell *c)
{
	return c->cell->has_floor ? cell_each(c->cell, (double)c->cell->floor) : NAN;
}

static double value_overhead(const struct page_cell *c)
{
	return cell_each(c->cell, (double)c->cell->overhead);
}

static double value_boots(const struct page_cell *c)
{
	return (double)c->n_boots;
}

struct column {
	const char *head;
	const char *kind;
	bool is_shown;
	bool is_for_all; /* of cells without a result too */
	void (*put)(const struct page *page, const struct page_cell *cell, FILE *out);
	/* NULL, or: a column with one value in all rows is a sentence above them instead. */
	double (*value)(const struct page_cell *cell);
};

#define N_COLUMNS 13u

struct columns {
	struct column all[N_COLUMNS];
	bool is_alike[N_COLUMNS]; /* and so not shown, but said: */
	double alike[N_COLUMNS];
};

/* True when two rows and more have a result, and all of them this one *@value. */
static bool find_alike(const struct page *page, const struct column *column, double *value)
{
	size_t n = 0;

	for (size_t i = 0; i < page->run->n_cells && column->value != NULL; i++) {
		const struct page_cell *c = &page->cells[i];

		if (!cell_has_samples(c->cell)) {
			continue;
		}
		if (n == 0) {
			*value = column->value(c);
		}
		if (column->value(c) != *value) {
			return false;
		}
		n++;
	}
	return n >= 2;
}

static void choose_columns(const struct page *page, struct columns *columns)
{
	const struct run_facts *facts = &page->facts;
	const bool is_compared = page->extra->verdicts != NULL;
	const bool varies = facts->n_varying > 0;
	const bool has_boots = facts->n_boots > 1;
	const struct column all[N_COLUMNS] = {
		{ "median", "num", true, false, put_median, NULL },
		{ "change", "num", is_compared, false, put_change, NULL },
		{ "verdict", "name", is_compared, true, put_verdict, NULL },
		{ "over boots", "num", has_boots, false, put_spread, value_spread },
		{ "min", "num", varies, false, put_min, NULL },
		{ "p90", "num", varies, false, put_p90, NULL },
		{ "p99", "num", varies, false, put_p99, NULL },
		{ "max", "num", varies, false, put_max, NULL },
		{ "floor", "num", facts->has_floor, false, put_floor, value_floor },
		{ "overhead", "num", true, false, put_overhead, value_overhead },
		{ "samples", "num", facts->n_samples == 0, false, put_samples, NULL },
		{ "boots", "num", has_boots, false, put_boots, value_boots },
		{ "exits", "name", true, false, put_exits, NULL },
	};

	memcpy(columns->all, all, sizeof(all));
	for (size_t i = 0; i < N_COLUMNS; i++) {
		columns->is_alike[i] =
			all[i].is_shown && find_alike(page, &all[i], &columns->alike[i]);
		columns->all[i].is_shown &= !columns->is_alike[i];
	}
}

static void put_row(const struct page *page, const struct page_cell *c,
		    const struct columns *columns, FILE *out)
{
	const bool has_result = cell_has_samples(c->cell);
	bool is_told = has_result;

	html_put_row_start(page, c, out);
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (!columns->all[i].is_shown) {
			continue;
		}
		if (has_result || columns->all[i].is_for_all) {
			columns->all[i].put(page, c, out);
		} else if (!is_told) {
			fputs(c->cell->status == CELL_NA ? "<td class=\"soft\">n/a</td>"
							 : "<td class=\"gone\">missing</td>",
			      out);
			is_told = true;
		} else {
			fputs("<td></td>", out);
		}
	}
	fputs("</tr>\n", out);
}

static void put_heads(const struct page *page, const struct columns *columns, FILE *out)
{
	fputs("<thead><tr>", out);
	html_put_head("benchmark", "name key", out);
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (page_varies(page, dim)) {
			html_put_head(page_dim_names[dim], "name", out);
		}
	}
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (columns->all[i].is_shown) {
			html_put_head(columns->all[i].head, columns->all[i].kind, out);
		}
	}
	fputs("</tr></thead>\n", out);
}

/* What every cell has alike has no column. */
static void put_alike(const struct page *page, const struct columns *columns, FILE *out)
{
	bool has_any = false;

	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (page->dims[dim].n == 1 && page->dims[dim].text[0][0] != '\0') {
			fprintf(out, "%s%s ",
				has_any ? ", " : " Every cell: ", page_dim_names[dim]);
			html_put_element("b", page->dims[dim].text[0], out);
			has_any = true;
		}
	}
	if (page->facts.n_samples > 0) {
		fprintf(out, "%s%zu sample%s",
			has_any ? ", " : " Every cell: ", page->facts.n_samples,
			page->facts.n_samples == 1 ? "" : "s");
		has_any = true;
	}
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (columns->is_alike[i]) {
			fprintf(out, "%s%s %s",
				has_any ? ", " : " Every cell: ", columns->all[i].head,
				number_plain(columns->alike[i]).text);
			has_any = true;
		}
	}
	fputs(has_any ? "." : "", out);
}

static void put_how(const struct page *page, const struct columns *columns, FILE *out)
{
	const struct run_facts *facts = &page->facts;

	fprintf(out,
		"<p class=\"how\">Median %s of one operation; overhead is what the empty frame "
		"costs, and is subtracted.",
		run_unit(facts));
	if (facts->has_floor) {
		fputs(" Floor: the operation with nothing to trap into.", out);
	}
	if (facts->n_varying > 0) {
		fputs(" Percentiles are nearest rank: always a real sample.", out);
	} else if (facts->n_measured > 0) {
		fputs(" The samples of every cell are identical.", out);
	}
	if (facts->n_boots > 1) {
		fputs(" Over boots: how far the boots' medians are apart.", out);
	}
	fputs(" Exits are counted over all samples.", out);
	put_alike(page, columns, out);
	fputs("</p>\n", out);
	if (facts->has_ticks && facts->n_boots <= 1) {
		fputs("<p class=\"caution\">Caution: " RUN_NOISE ".</p>\n", out);
	}
}

void html_put_cells(const struct page *page, FILE *out)
{
	struct columns columns;

	choose_columns(page, &columns);
	html_open_section("figures", "Figures", out);
	put_how(page, &columns, out);
	html_put_filters(page, out);
	html_open_scroll("Figures of every cell", page->run->n_cells, false, out);
	fputs("<table class=\"fixed sorts\" id=\"cells\">\n", out);
	put_heads(page, &columns, out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < page->run->n_cells; i++) {
		put_row(page, &page->cells[i], &columns, out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}
