/* SPDX-License-Identifier: Apache-2.0 */
/* What the table of figures can be narrowed to. The page's script shows it; without one nothing is
 * filtered and nothing is in the way. Each row says its values by their numbers, in the order of the
 * sets of boxes. */
#include "report/html.h"

#include "gate/gate.h"
#include "report/escape.h"

/* More boxes than these are no help; the text field finds all. */
#define MOST_BOXES 24u

static const char *const state_names[] = {
	[CELL_OK] = "measured",
	[CELL_MISSING] = "missing",
	[CELL_SPOILED] = "not to be trusted",
	[CELL_NA] = "n/a",
};
#define N_STATES (sizeof(state_names) / sizeof(state_names[0]))

static bool has_boxes(const struct page *page, enum page_dim dim)
{
	return page_varies(page, dim) && page->dims[dim].n <= MOST_BOXES;
}

static void put_box(size_t value, const char *text, FILE *out)
{
	fprintf(out, "<label><input type=\"checkbox\" value=\"%zu\">", value);
	html_put_element("span", text, out);
	fputs("</label>\n", out);
}

static void open_set(const char *title, FILE *out)
{
	fprintf(out, "<fieldset><legend>%s</legend>\n", title);
}

static void put_states(const struct page *page, FILE *out)
{
	open_set("state", out);
	for (size_t i = 0; i < N_STATES; i++) {
		if (run_count(page->run, (enum cell_status)i) > 0) {
			put_box(i, state_names[i], out);
		}
	}
	fputs("</fieldset>\n", out);
}

static void put_verdicts(const struct page *page, FILE *out)
{
	open_set("verdict", out);
	for (enum verdict i = 0; i < N_VERDICTS; i++) {
		if (page->extra->verdicts->count[i] > 0) {
			put_box(i, gate_verdict_name(i), out);
		}
	}
	fputs("</fieldset>\n", out);
}

static bool has_states(const struct page *page)
{
	return page->extra->verdicts == NULL && run_count(page->run, CELL_OK) < page->run->n_cells;
}

void html_put_filters(const struct page *page, FILE *out)
{
	fprintf(out,
		"<form class=\"filters\" id=\"filters\" hidden>\n<p class=\"find\"><label>"
		"<span>Find</span> <input type=\"search\" autocomplete=\"off\" "
		"spellcheck=\"false\" placeholder=\"hvc table\"></label>\n"
		"<output aria-live=\"polite\">%zu cells</output>\n"
		"<button type=\"reset\" hidden>Show all</button></p>\n<details>"
		"<summary>Narrow down</summary>\n<div class=\"sets\">\n",
		page->run->n_cells);
	if (page->extra->verdicts != NULL) {
		put_verdicts(page, out);
	}
	if (has_states(page)) {
		put_states(page, out);
	}
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (!has_boxes(page, dim)) {
			continue;
		}
		open_set(page_dim_names[dim], out);
		for (size_t i = 0; i < page->dims[dim].n; i++) {
			const char *text = page->dims[dim].text[i];

			put_box(i, text[0] != '\0' ? text : "not known", out);
		}
		fputs("</fieldset>\n", out);
	}
	fputs("</div>\n</details>\n</form>\n", out);
}

void html_put_row_start(const struct page *page, const struct page_cell *cell, FILE *out)
{
	const char *space = "";

	fputs("<tr data-f=\"", out);
	if (page->extra->verdicts != NULL) {
		fprintf(out, "%u", cell->row != NULL ? (unsigned)cell->row->verdict : N_VERDICTS);
		space = " ";
	}
	if (has_states(page)) {
		fprintf(out, "%s%u", space, (unsigned)cell->cell->status);
		space = " ";
	}
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (has_boxes(page, dim)) {
			fprintf(out, "%s%zu", space, page->configs[cell->config].value[dim]);
			space = " ";
		}
	}
	fputs("\"><th scope=\"row\">", out);
	escape_html(cell->cell->key.benchmark, out);
	fputs("</th>", out);
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (page_varies(page, dim)) {
			fputs("<td class=\"name\">", out);
			escape_html(page_value(page, cell->config, dim), out);
			fputs("</td>", out);
		}
	}
}
