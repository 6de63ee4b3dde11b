/* SPDX-License-Identifier: Apache-2.0 */
/* The heat map: two of the fields that the cells differ in. The page's script lets other fields be chosen; it
 * computes from the figures below the table what report/matrix.c does. */
#include "report/html.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/matrix_text.h"
#include "report/number.h"

/* More cells than these would make the page slow to open; trapline matrix has no such limit. */
#define MOST_CELLS 60000u

/* What the map shows at first: the first of these that the cells differ in. */
static const char *const first_rows[] = { "flags", "vectors", "switch", "toolchain",
					  "hal",   "cpu",     "board",  "benchmark" };
static const char *const first_columns[] = { "board",  "cpu",     "toolchain", "hal",
					     "switch", "vectors", "flags",     "benchmark" };

static bool varies(const struct run *run, size_t field)
{
	const char *first = run->n_cells > 0 ? cell_key_text(&run->cells[0].key, field) : NULL;

	for (size_t i = 1; i < run->n_cells; i++) {
		const char *text = cell_key_text(&run->cells[i].key, field);

		if ((text == NULL) != (first == NULL) ||
		    (text != NULL && strcmp(text, first) != 0)) {
			return true;
		}
	}
	return false;
}

static size_t choose(const struct run *run, const char *const *names, size_t n, size_t other)
{
	for (size_t i = 0; i < n; i++) {
		size_t field = matrix_find_field(names[i]);

		if (field != other && varies(run, field)) {
			return field;
		}
	}
	return CELL_KEY_FIELDS;
}

static void put_place(const struct matrix *m, size_t row, size_t column, FILE *out)
{
	const struct matrix_place *place = matrix_place(m, row, column);
	unsigned shade = matrix_shade(place->ratio);

	if (place->n == 0) {
		fprintf(out, "<td class=\"%s\">", place->n_bad > 0 ? "gone" : "soft");
	} else if (place->n_pairs == 0 || shade == 0) {
		fputs("<td class=\"num\">", out);
	} else {
		fprintf(out, "<td class=\"num %s s%u\">", place->ratio > 1 ? "up" : "down", shade);
	}
	escape_html(matrix_words(m, row, column).s, out);
	fputs("</td>", out);
}

void html_put_matrix_table(const struct matrix *m, FILE *out)
{
	fputs("<table class=\"heat\">\n<thead>\n<tr>", out);
	html_put_head(cell_key_names[m->spec.rows], "name", out);
	for (size_t column = 0; column < m->n_columns; column++) {
		html_put_head(m->columns[column], "num", out);
	}
	fputs("</tr>\n</thead>\n<tbody>\n", out);
	for (size_t row = 0; row < m->n_rows; row++) {
		fputs("<tr><th scope=\"row\">", out);
		escape_html(m->rows[row], out);
		fputs("</th>", out);
		for (size_t column = 0; column < m->n_columns; column++) {
			put_place(m, row, column, out);
		}
		fputs("</tr>\n", out);
	}
	fputs("</tbody>\n</table>\n", out);
}

/* JSON in a page: no character that could end the script element. */
static void put_text(const char *text, FILE *out)
{
	fputc('"', out);
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		if (*at < 0x20 || strchr("\"\\<>&", *at) != NULL) {
			fprintf(out, "\\u%04x", *at);
		} else {
			fputc(*at, out);
		}
	}
	fputc('"', out);
}

struct values { /* of one field that varies */
	size_t field;
	const char **texts;
	size_t n;
};

static size_t index_of(const struct values *values, const char *text)
{
	size_t at = 0;

	while (at < values->n && strcmp(values->texts[at], text) != 0) {
		at++;
	}
	return at;
}

/* In the order of a matrix that has the field for its rows. */
static int list_values(const struct run *run, const struct cell *const *cells, size_t field,
		       struct values *out)
{
	const struct matrix_spec spec = { .rows = field,
					  .columns = (field + 1) % CELL_KEY_FIELDS,
					  .base_field = field };
	struct matrix m;
	int err = matrix_make(run, cells, run->n_cells, &spec, &m);

	if (err == 0) {
		*out = (struct values){ .field = field, .texts = m.rows, .n = m.n_rows };
		m.rows = NULL;
		matrix_free(&m);
	}
	return err;
}

static void put_fields(const struct values *fields, size_t n, FILE *out)
{
	fputs("{\"fields\":[", out);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "%s{\"name\":\"%s\",\"values\":[", i > 0 ? "," : "",
			cell_key_names[fields[i].field]);
		for (size_t j = 0; j < fields[i].n; j++) {
			fputs(j > 0 ? "," : "", out);
			put_text(fields[i].texts[j], out);
		}
		fputs("]}", out);
	}
	fputs("],\n", out);
}

/* Figure as it is shown, as it is compared, and what it may be compared with: ticks as time where the
 * frequency is known, else with those of its own board and CPU alone. */
static void put_figure(const struct run *run, const struct cell *cell, FILE *out)
{
	double median = cell_median(cell);
	double hz = matrix_frequency(run, cell);

	if (cell->unit == NULL || strcmp(cell->unit, "ticks") != 0) {
		fprintf(out, "%.15g,%.15g,\"\"", median, median);
	} else if (hz > 0) {
		fprintf(out, "%.15g,%.15g,\"s\"", median, median / hz);
	} else {
		fprintf(out, "%.15g,%.15g,", median, median);
		put_text(cell->key.board, out);
	}
}

static void put_cells(const struct run *run, const struct values *fields, size_t n, FILE *out)
{
	fputs("\"cells\":[", out);
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];

		fputs(i > 0 ? ",\n[" : "[", out);
		for (size_t j = 0; j < n; j++) {
			const char *text = cell_key_text(&cell->key, fields[j].field);

			fprintf(out, "%zu,", index_of(&fields[j], text != NULL ? text : ""));
		}
		if (cell->status == CELL_OK && cell_has_samples(cell)) {
			put_figure(run, cell, out);
		} else {
			fputs(cell->status == CELL_NA ? "\"n/a\"" : "\"missing\"", out);
		}
		fputc(']', out);
	}
	fputs("]}", out);
}

/* What the script pivots. Nothing without memory: then it shows no choice. */
static void put_data(const struct run *run, const struct cell *const *cells, FILE *out)
{
	struct values fields[CELL_KEY_FIELDS];
	size_t n = 0;
	int err = run->n_cells > MOST_CELLS ? -1 : 0;

	for (size_t field = 0; field < CELL_KEY_FIELDS && err == 0; field++) {
		if (varies(run, field)) {
			err = list_values(run, cells, field, &fields[n]);
			n += err == 0;
		}
	}
	if (err == 0) {
		fputs("<script type=\"application/json\" id=\"heat-data\">", out);
		put_fields(fields, n, out);
		put_cells(run, fields, n, out);
		fputs("</script>\n", out);
	}
	for (size_t i = 0; i < n; i++) {
		free(fields[i].texts);
	}
}

static void put_section(const struct page *page, const struct matrix *m,
			const struct cell *const *cells, FILE *out)
{
	char *subject = matrix_subject(m);

	html_open_section("matrix", "Heat map", out);
	fputs("<p class=\"how\" id=\"heat-how\">", out);
	escape_html(subject != NULL ? subject : "", out);
	fputs("</p>\n", out);
	fputs("<p class=\"how\">Orange costs more, green less, from 1, 5 and 15 % on. A dash: the "
	      "run has "
	      "no such cell; ?: none at the base to hold it against. <code>trapline matrix</code> "
	      "says how many cells a place has.</p>\n",
	      out);
	if (page->facts.has_ticks) {
		fputs("<p class=\"how\">A clock with noise is among them: a difference may be "
		      "noise.</p>\n",
		      out);
	}
	fputs("<form class=\"filters\" id=\"heat-choice\" hidden></form>\n", out);
	html_open_scroll("Heat map", m->n_rows, true, out);
	html_put_matrix_table(m, out);
	html_close_scroll(out);
	put_data(page->run, cells, out);
	fputs("</section>\n", out);
	free(subject);
}

void html_put_matrix(const struct page *page, FILE *out)
{
	const struct run *run = page->run;
	const struct cell **cells = calloc(run->n_cells + 1, sizeof(*cells));
	struct matrix_spec spec = { .rows = choose(run, first_rows, 8, CELL_KEY_FIELDS) };
	struct matrix m;

	spec.columns = choose(run, first_columns, 8, spec.rows);
	if (spec.columns == matrix_find_field("benchmark")) { /* there are many: they stand down */
		spec.columns = spec.rows;
		spec.rows = matrix_find_field("benchmark");
	}
	spec.base_field = matrix_default_base(spec.rows, spec.columns);
	if (cells == NULL || spec.rows == CELL_KEY_FIELDS || spec.columns == CELL_KEY_FIELDS) {
		free(cells);
		return;
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		cells[i] = &run->cells[i];
	}
	if (matrix_make(run, cells, run->n_cells, &spec, &m) == 0) {
		put_section(page, &m, cells, out);
		matrix_free(&m);
	}
	free(cells);
}
