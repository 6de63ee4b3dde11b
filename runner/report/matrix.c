/* SPDX-License-Identifier: Apache-2.0 */
#include "report/matrix.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands first, by the names of the fields; a prefix, as a compiler's version is none of it. */
static const char *const usual[][2] = {
	{ "toolchain", CELL_TOOLCHAIN_DEFAULT },
	{ "flags", "-O2" },
	{ "hal", "static" },
	{ "switch", CELL_SWITCH_DEFAULT },
	{ "vectors", CELL_VECTORS_DEFAULT },
	{ "clock", "exact" },
};

size_t matrix_find_field(const char *name)
{
	size_t field = 0;

	while (field < CELL_KEY_FIELDS && strcmp(cell_key_names[field], name) != 0) {
		field++;
	}
	return field;
}

size_t matrix_default_base(size_t rows, size_t columns)
{
	bool is_none = rows == matrix_find_field("benchmark") || rows == matrix_find_field("board");

	return is_none ? columns : rows;
}

static const char *text_of(const struct cell *cell, size_t field)
{
	const char *text = cell_key_text(&cell->key, field);

	return text != NULL ? text : "";
}

static bool is_usual(size_t field, const char *text)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (strcmp(usual[i][0], cell_key_names[field]) == 0) {
			return strncmp(text, usual[i][1], strlen(usual[i][1])) == 0;
		}
	}
	return false;
}

static int text_order(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void put_usual_first(size_t field, const char **values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = values[i];

		if (is_usual(field, text)) {
			memmove(values + 1, values, i * sizeof(*values));
			values[0] = text;
			return;
		}
	}
}

struct source {
	const struct run *run;
	const struct cell *const *cells;
	size_t n;
};

static int list_values(const struct source *src, size_t field, const char ***out, size_t *n)
{
	const char **values = calloc(src->n + 1, sizeof(*values));
	size_t kept = 0;

	if (values == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < src->n; i++) {
		values[i] = text_of(src->cells[i], field);
	}
	qsort(values, src->n, sizeof(*values), text_order);
	for (size_t i = 0; i < src->n; i++) {
		if (kept == 0 || strcmp(values[kept - 1], values[i]) != 0) {
			values[kept++] = values[i];
		}
	}
	put_usual_first(field, values, kept);
	*out = values;
	*n = kept;
	return 0;
}

static size_t find_value(const char *const *values, size_t n, const char *text)
{
	size_t at = 0;

	while (at < n && strcmp(values[at], text) != 0) {
		at++;
	}
	return at;
}

struct entry {
	const struct cell *cell;
	struct matrix_place *place;
	size_t base_field;
	bool is_base;
};

/* By all of the key but the base's field; the base before the others. */
static int entry_order(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;

	for (size_t field = 0; field < CELL_KEY_FIELDS; field++) {
		int order = field == a->base_field
				    ? 0
				    : strcmp(text_of(a->cell, field), text_of(b->cell, field));

		if (order != 0) {
			return order;
		}
	}
	return (int)b->is_base - (int)a->is_base;
}

static bool has_same_family(const struct entry *a, const struct entry *b)
{
	struct entry left = *a;
	struct entry right = *b;

	left.is_base = right.is_base = false;
	return entry_order(&left, &right) == 0;
}

static void count(struct entry *entry)
{
	struct matrix_place *place = entry->place;

	if (entry->cell->status == CELL_OK && cell_has_samples(entry->cell)) {
		place->value = cell_median(entry->cell);
		place->n++;
	} else if (entry->cell->status == CELL_NA) {
		place->n_na++;
	} else {
		place->n_bad++;
	}
}

double matrix_frequency(const struct run *run, const struct cell *cell)
{
	char key[256];

	snprintf(key, sizeof(key), "counter.%s/%s", cell->key.board, cell->key.cpu);
	return strtod(run_env_text(run, key), NULL);
}

/* Of a cell to its counterpart; 0: they cannot be compared. */
static double ratio_of(const struct run *run, const struct cell *base, const struct cell *cell)
{
	double from = cell_median(base);
	double to = cell_median(cell);
	double ratio = from > 0 ? to / from : to == from;
	double base_hz;
	double hz;

	if (base->unit == NULL || cell->unit == NULL || strcmp(base->unit, cell->unit) != 0) {
		return 0;
	}
	if (strcmp(cell->unit, "ticks") != 0 || (strcmp(base->key.board, cell->key.board) == 0 &&
						 strcmp(base->key.cpu, cell->key.cpu) == 0)) {
		return ratio;
	}
	base_hz = matrix_frequency(run, base);
	hz = matrix_frequency(run, cell);
	return base_hz > 0 && hz > 0 ? ratio * base_hz / hz : 0;
}

static bool has_result(const struct entry *entry)
{
	return entry->cell->status == CELL_OK && cell_has_samples(entry->cell);
}

/* place->ratio holds the sum of logarithms until the end. */
static void pair(struct matrix *m, const struct run *run, const struct entry *base,
		 struct entry *entry)
{
	double ratio;

	if (!has_result(base) || !has_result(entry)) {
		return;
	}
	ratio = ratio_of(run, base->cell, entry->cell);
	if (!(ratio > 0)) {
		m->n_zero += cell_median(base->cell) == 0 || cell_median(entry->cell) == 0;
		m->n_units += cell_median(base->cell) != 0 && cell_median(entry->cell) != 0;
		return;
	}
	entry->place->ratio += log(ratio);
	entry->place->n_pairs++;
	if (ratio != 1) {
		m->moves[m->n_moves++] = (struct matrix_move){ base->cell, entry->cell, ratio };
	}
}

static int move_order(const void *left, const void *right)
{
	const struct matrix_move *a = left;
	const struct matrix_move *b = right;
	double by = fabs(log(b->ratio)) - fabs(log(a->ratio));

	if (by != 0) {
		return by > 0 ? 1 : -1;
	}
	return cell_key_order(&a->cell->key, &b->cell->key);
}

/* What rounding alone makes of equal figures is no change. */
static double mean_of(const struct matrix_place *place)
{
	double ratio = exp(place->ratio / (double)place->n_pairs);

	return fabs(ratio - 1) < 1e-12 ? 1 : ratio;
}

static void fill_places(struct matrix *m, const struct source *src, struct entry *entries)
{
	const struct entry *base = NULL;

	for (size_t i = 0; i < src->n; i++) {
		count(&entries[i]);
	}
	qsort(entries, src->n, sizeof(*entries), entry_order);
	for (size_t i = 0; i < src->n; i++) {
		if (base == NULL || !has_same_family(base, &entries[i])) {
			base = &entries[i];
		}
		if (base->is_base) {
			pair(m, src->run, base, &entries[i]);
		}
	}
	for (size_t i = 0; i < m->n_rows * m->n_columns; i++) {
		struct matrix_place *place = &m->places[i];
		size_t n = place->n + place->n_bad + place->n_na;

		place->ratio = place->n_pairs > 0 ? mean_of(place) : 0;
		m->most = n > m->most ? n : m->most;
	}
	qsort(m->moves, m->n_moves, sizeof(*m->moves), move_order);
}

/* "clang" names clang-14.0.6, as in suites. */
static size_t find_compiler(const char *const *values, size_t n, const char *text)
{
	size_t at = 0;

	while (at < n && !cell_toolchain_matches(values[at], text)) {
		at++;
	}
	return at;
}

static int find_base(struct matrix *m)
{
	bool is_row = m->spec.base_field == m->spec.rows;
	const char **values = is_row ? m->rows : m->columns;
	size_t n = is_row ? m->n_rows : m->n_columns;

	m->base = m->spec.base != NULL ? find_value(values, n, m->spec.base) : 0;
	if (m->base == n && m->spec.base_field == matrix_find_field("toolchain")) {
		m->base = find_compiler(values, n, m->spec.base);
	}
	return m->base < n ? 0 : -ENOENT;
}

static int make_places(struct matrix *m, const struct source *src)
{
	struct entry *entries = calloc(src->n + 1, sizeof(*entries));

	m->places = calloc(m->n_rows * m->n_columns + 1, sizeof(*m->places));
	m->moves = calloc(src->n + 1, sizeof(*m->moves));
	if (entries == NULL || m->places == NULL || m->moves == NULL) {
		free(entries);
		return -ENOMEM;
	}
	for (size_t i = 0; i < src->n; i++) {
		const struct cell *cell = src->cells[i];
		size_t row = find_value(m->rows, m->n_rows, text_of(cell, m->spec.rows));
		size_t column =
			find_value(m->columns, m->n_columns, text_of(cell, m->spec.columns));

		entries[i] = (struct entry){ .cell = cell,
					     .place = &m->places[row * m->n_columns + column],
					     .base_field = m->spec.base_field,
					     .is_base = matrix_is_base(m, row, column) };
	}
	fill_places(m, src, entries);
	free(entries);
	return 0;
}

int matrix_make(const struct run *run, const struct cell *const *cells, size_t n,
		const struct matrix_spec *spec, struct matrix *out)
{
	const struct source src = { run, cells, n };
	int err;

	*out = (struct matrix){ .spec = *spec };
	err = list_values(&src, spec->rows, &out->rows, &out->n_rows);
	if (err == 0) {
		err = list_values(&src, spec->columns, &out->columns, &out->n_columns);
	}
	if (err == 0) {
		err = find_base(out);
	}
	if (err == 0) {
		err = make_places(out, &src);
	}
	if (err != 0) {
		matrix_free(out);
	}
	return err;
}

void matrix_free(struct matrix *matrix)
{
	free(matrix->rows);
	free(matrix->columns);
	free(matrix->places);
	free(matrix->moves);
	*matrix = (struct matrix){ 0 };
}

const struct matrix_place *matrix_place(const struct matrix *matrix, size_t row, size_t column)
{
	return &matrix->places[row * matrix->n_columns + column];
}

bool matrix_is_base(const struct matrix *matrix, size_t row, size_t column)
{
	return matrix->spec.base_field == matrix->spec.rows ? row == matrix->base
							    : column == matrix->base;
}
