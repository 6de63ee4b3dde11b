/* SPDX-License-Identifier: Apache-2.0 */
/* A pivoted run for programs and for Markdown; docs/matrix.md is the reference. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/matrix_text.h"
#include "store/json_cell.h"
#include "store/text.h"

#define MATRIX_SCHEMA 1

/* What Markdown reads and HTML does not; | would end the field. Names hold the rest as it is. */
static void put_md(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		if (strchr("&<>|*_`[]\\", *text) != NULL) {
			fprintf(out, "&#%d;", *text);
		} else {
			fputc(*text, out);
		}
	}
}

int matrix_put_md(const struct matrix_page *page, FILE *out)
{
	const struct matrix *m = page->matrix;
	char *subject = matrix_subject(m);

	if (subject == NULL) {
		return -ENOMEM;
	}
	put_md(subject, out);
	fprintf(out, "\n\n| %s |", cell_key_names[m->spec.rows]);
	for (size_t column = 0; column < m->n_columns; column++) {
		fputc(' ', out);
		put_md(m->columns[column], out);
		fputs(" |", out);
	}
	fputs("\n|---|", out);
	for (size_t column = 0; column < m->n_columns; column++) {
		fputs("---:|", out);
	}
	for (size_t row = 0; row < m->n_rows; row++) {
		fputs("\n| ", out);
		put_md(m->rows[row], out);
		fputs(" |", out);
		for (size_t column = 0; column < m->n_columns; column++) {
			fprintf(out, " %s |", matrix_words(m, row, column).s);
		}
	}
	fputc('\n', out);
	free(subject);
	return 0;
}

static int put_csv_text(const char *text, FILE *out)
{
	char *clean = text_scrub(text, true);

	if (clean == NULL) {
		return -ENOMEM;
	}
	fputc('"', out);
	for (const char *at = clean; *at != '\0'; at++) {
		fputs(*at == '"' ? "\"\"" : (char[]){ *at, '\0' }, out);
	}
	fputs("\",", out);
	free(clean);
	return 0;
}

/* One line a place: what plots and spreadsheets pivot themselves. */
int matrix_put_csv(const struct matrix_page *page, FILE *out)
{
	const struct matrix *m = page->matrix;
	int err = 0;

	fprintf(out, "%s,%s,cells,missing,not_applicable,median,pairs,ratio\n",
		cell_key_names[m->spec.rows], cell_key_names[m->spec.columns]);
	for (size_t i = 0; i < m->n_rows * m->n_columns; i++) {
		const struct matrix_place *place = &m->places[i];

		err |= put_csv_text(m->rows[i / m->n_columns], out);
		err |= put_csv_text(m->columns[i % m->n_columns], out);
		fprintf(out, "%zu,%zu,%zu,", place->n, place->n_bad, place->n_na);
		if (place->n == 1) {
			fprintf(out, "%.15g", place->value);
		}
		fprintf(out, ",%zu,", place->n_pairs);
		if (place->n_pairs > 0) {
			fprintf(out, "%.15g", place->ratio);
		}
		fputc('\n', out);
	}
	return err != 0 ? -ENOMEM : 0;
}

/* Sticky: true once anything could not be added. Takes @value. */
static void add(json_t *object, const char *key, json_t *value, bool *bad)
{
	*bad |= json_object_set_new(object, key, value) != 0;
}

static json_t *texts(const char *const *values, size_t n, bool *bad)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		*bad |= json_array_append_new(list, json_scrubbed(values[i], true)) != 0;
	}
	return list;
}

static json_t *place_object(const struct matrix_place *place, bool *bad)
{
	json_t *object = json_object();

	add(object, "cells", json_integer((json_int_t)place->n), bad);
	add(object, "missing", json_integer((json_int_t)place->n_bad), bad);
	add(object, "not_applicable", json_integer((json_int_t)place->n_na), bad);
	add(object, "median", place->n == 1 ? json_short_number(place->value) : json_null(), bad);
	add(object, "pairs", json_integer((json_int_t)place->n_pairs), bad);
	add(object, "ratio", place->n_pairs > 0 ? json_short_number(place->ratio) : json_null(),
	    bad);
	return object;
}

static json_t *places(const struct matrix *m, bool *bad)
{
	json_t *rows = json_array();

	for (size_t row = 0; row < m->n_rows; row++) {
		json_t *line = json_array();

		for (size_t column = 0; column < m->n_columns; column++) {
			*bad |= json_array_append_new(
					line, place_object(matrix_place(m, row, column), bad)) != 0;
		}
		*bad |= json_array_append_new(rows, line) != 0;
	}
	return rows;
}

static json_t *code_object(const struct matrix_code *code, bool *bad)
{
	json_t *images = json_object();

	for (size_t i = 0; i < code->n_images; i++) {
		char *name = strndup(code->images[i].name, code->images[i].len);
		json_t *image = json_object();

		for (size_t what = 0; what < code->n_whats; what++) {
			const char *value = matrix_code_value(code, i, what);

			if (value != NULL) {
				add(image, code->whats[what], json_scrubbed(value, true), bad);
			}
		}
		*bad |= name == NULL || json_object_set(images, name, image) != 0;
		json_decref(image);
		free(name);
	}
	return images;
}

int matrix_put_json(const struct matrix_page *page, FILE *out)
{
	const struct matrix *m = page->matrix;
	const char **bases = m->spec.base_field == m->spec.rows ? m->rows : m->columns;
	json_t *root = json_object();
	bool bad = root == NULL;

	add(root, "schema", json_integer(MATRIX_SCHEMA), &bad);
	add(root, "run", json_scrubbed(page->run->id, true), &bad);
	add(root, "rows", json_string(cell_key_names[m->spec.rows]), &bad);
	add(root, "columns", json_string(cell_key_names[m->spec.columns]), &bad);
	add(root, "base_field", json_string(cell_key_names[m->spec.base_field]), &bad);
	add(root, "base", json_scrubbed(bases[m->base], true), &bad);
	add(root, "row_values", texts(m->rows, m->n_rows, &bad), &bad);
	add(root, "column_values", texts(m->columns, m->n_columns, &bad), &bad);
	add(root, "places", places(m, &bad), &bad);
	add(root, "code", code_object(page->code, &bad), &bad);
	if (!bad && json_dumpf(root, out, JSON_INDENT(1)) == 0) {
		fputc('\n', out);
	}
	json_decref(root);
	return bad ? -ENOMEM : 0;
}
