/* SPDX-License-Identifier: Apache-2.0 */
/* A pivoted run for a terminal. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"
#include "report/matrix_text.h"
#include "report/number.h"
#include "report/wrap.h"

#define GAP ((size_t)2)

struct table {
	const struct matrix *matrix;
	const struct report_look *look;
	FILE *out;
	size_t name_width;
	size_t *width; /* of each column */
};

static size_t longer(size_t a, size_t b)
{
	return a > b ? a : b;
}

static int measure(struct table *t)
{
	const struct matrix *m = t->matrix;

	t->width = calloc(m->n_columns + 1, sizeof(*t->width));
	if (t->width == NULL) {
		return -ENOMEM;
	}
	t->name_width = strlen(cell_key_names[m->spec.rows]);
	for (size_t row = 0; row < m->n_rows; row++) {
		t->name_width = longer(t->name_width, strlen(m->rows[row]));
	}
	for (size_t column = 0; column < m->n_columns; column++) {
		t->width[column] = strlen(m->columns[column]);
		for (size_t row = 0; row < m->n_rows; row++) {
			t->width[column] =
				longer(t->width[column], strlen(matrix_words(m, row, column).s));
		}
	}
	return 0;
}

/* As many columns from @from on as fit, at least one; the one behind the last. */
static size_t end_of_block(const struct table *t, size_t from)
{
	size_t used = t->name_width + GAP + t->width[from];
	size_t to = from + 1;

	while (to < t->matrix->n_columns && used + GAP + t->width[to] <= t->look->columns) {
		used += GAP + t->width[to++];
	}
	return to;
}

static void put_padded(const char *text, size_t width, FILE *out)
{
	size_t len = strlen(text);

	fprintf(out, "%*s", (int)(GAP + (width > len ? width - len : 0)), "");
	wrap_put_harmless(text, len, out);
}

static void put_name(const struct table *t, const char *name)
{
	size_t len = strlen(name);

	wrap_put_harmless(name, len, t->out);
	fprintf(t->out, "%*s", (int)(t->name_width - len), "");
}

/* Up is red and down is green, from one percent on; what stands in the figure says it too. */
static const char *colour_of(const struct table *t, size_t row, size_t column)
{
	const struct matrix_place *place = matrix_place(t->matrix, row, column);

	if (place->n == 0 || place->n_pairs == 0 || matrix_shade(place->ratio) < 2) {
		return place->n == 0 ? ansi(t->look->colour, ANSI_DIM) : "";
	}
	return ansi(t->look->colour, place->ratio > 1 ? ANSI_RED : ANSI_GREEN);
}

static void put_block(const struct table *t, size_t from, size_t to)
{
	const struct matrix *m = t->matrix;

	fputs(ansi(t->look->colour, ANSI_BOLD), t->out);
	put_name(t, cell_key_names[m->spec.rows]);
	for (size_t column = from; column < to; column++) {
		put_padded(m->columns[column], t->width[column], t->out);
	}
	fprintf(t->out, "%s\n", ansi(t->look->colour, ANSI_RESET));
	for (size_t row = 0; row < m->n_rows; row++) {
		put_name(t, m->rows[row]);
		for (size_t column = from; column < to; column++) {
			const char *colour = colour_of(t, row, column);

			fputs(colour, t->out);
			put_padded(matrix_words(m, row, column).s, t->width[column], t->out);
			fputs(colour[0] != '\0' ? ANSI_RESET : "", t->out);
		}
		fputc('\n', t->out);
	}
}

static int put_moves(const struct matrix_page *page, FILE *out)
{
	const struct matrix *m = page->matrix;
	size_t n = m->n_moves < page->n_moves ? m->n_moves : page->n_moves;

	if (n > 0 && m->most > 1) {
		fprintf(out, "\nmoved farthest, %zu of %zu:\n", n, m->n_moves);
	}
	for (size_t i = 0; i < n && m->most > 1; i++) {
		const struct matrix_move *move = &m->moves[i];
		char *name = cell_name(move->cell);

		if (name == NULL) {
			return -ENOMEM;
		}
		fprintf(out, "  %9s  %7s -> %-7s ", number_percent(1, move->ratio).text,
			number_plain(cell_median(move->base)).text,
			number_plain(cell_median(move->cell)).text);
		wrap_put_harmless(name, strlen(name), out);
		fputc('\n', out);
		free(name);
	}
	return 0;
}

/* "text_bytes" as "text bytes". */
static void put_what(const char *what, FILE *out)
{
	for (; *what != '\0'; what++) {
		fputc(*what == '_' ? ' ' : *what, out);
	}
}

static size_t code_width(const struct matrix_code *code, size_t what)
{
	size_t width = strlen(code->whats[what]);

	for (size_t i = 0; i < code->n_images; i++) {
		const char *value = matrix_code_value(code, i, what);

		width = longer(width, value != NULL ? strlen(value) : 1);
	}
	return width;
}

static void put_code_block(const struct matrix_code *code, size_t name_width, size_t from,
			   size_t to, FILE *out)
{
	fprintf(out, "\n%-*s", (int)name_width, "object code");
	for (size_t what = from; what < to; what++) {
		fprintf(out, "%*s", (int)(GAP + code_width(code, what) - strlen(code->whats[what])),
			"");
		put_what(code->whats[what], out);
	}
	fputc('\n', out);
	for (size_t i = 0; i < code->n_images; i++) {
		wrap_put_harmless(code->images[i].name, code->images[i].len, out);
		fprintf(out, "%*s", (int)(name_width - code->images[i].len), "");
		for (size_t what = from; what < to; what++) {
			const char *value = matrix_code_value(code, i, what);

			put_padded(value != NULL ? value : "-", code_width(code, what), out);
		}
		fputc('\n', out);
	}
}

/* Columns that do not fit stand in a block of their own. */
static void put_code(const struct matrix_code *code, size_t columns, FILE *out)
{
	size_t name_width = strlen("object code");
	size_t from = 0;

	for (size_t i = 0; i < code->n_images; i++) {
		name_width = longer(name_width, code->images[i].len);
	}
	while (code->n_images > 0 && from < code->n_whats) {
		size_t used = name_width + GAP + code_width(code, from);
		size_t to = from + 1;

		while (to < code->n_whats && used + GAP + code_width(code, to) <= columns) {
			used += GAP + code_width(code, to++);
		}
		put_code_block(code, name_width, from, to, out);
		from = to;
	}
}

static void put_notes(const struct matrix_page *page, FILE *out)
{
	if (page->is_noisy) {
		fputs("\na clock with noise is among them: a difference may be noise (trapline "
		      "compare judges)\n",
		      out);
	}
	if (page->matrix->n_zero > 0) {
		fprintf(out, "\n%zu cells are 0 on one side alone: there is no ratio\n",
			page->matrix->n_zero);
	}
	if (page->matrix->n_units > 0) {
		fprintf(out,
			"\n%zu cells have no counterpart in the same unit, or of a counter whose "
			"frequency is known\n",
			page->matrix->n_units);
	}
}

int matrix_put_table(const struct matrix_page *page, const struct report_look *look, FILE *out)
{
	struct table t = { .matrix = page->matrix, .look = look, .out = out };
	char *subject = matrix_subject(page->matrix);
	int err = measure(&t);

	if (subject == NULL || err != 0) {
		free(subject);
		free(t.width);
		return -ENOMEM;
	}
	wrap_put(subject, 0, 2, look->columns, out);
	for (size_t from = 0; from < page->matrix->n_columns;) {
		size_t to = end_of_block(&t, from);

		fputc('\n', out);
		put_block(&t, from, to);
		from = to;
	}
	err = put_moves(page, out);
	put_code(page->code, look->columns, out);
	put_notes(page, out);
	free(subject);
	free(t.width);
	return err;
}
