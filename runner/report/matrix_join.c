/* SPDX-License-Identifier: Apache-2.0 */
#include "report/matrix_join.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The index of @text among @values, behind which it is put when it is not there. -ENOMEM. */
static int take_value(const char ***values, size_t *n, const char *text, size_t *at)
{
	const char **grown;

	for (*at = 0; *at < *n; (*at)++) {
		if (strcmp((*values)[*at], text) == 0) {
			return 0;
		}
	}
	grown = reallocarray(*values, *n + 1, sizeof(*grown));
	if (grown == NULL) {
		return -ENOMEM;
	}
	*values = grown;
	grown[*n] = strdup(text);
	if (grown[*n] == NULL) {
		return -ENOMEM;
	}
	(*n)++;
	return 0;
}

static int take_values(const char ***values, size_t *n, const char *const *more, size_t n_more,
		       size_t *at)
{
	int err = 0;

	for (size_t i = 0; i < n_more && err == 0; i++) {
		err = take_value(values, n, more[i], &at[i]);
	}
	return err;
}

/* The places as they are, in a table of more rows and columns. */
static int widen(struct matrix *sum, size_t old_rows, size_t old_columns)
{
	struct matrix_place *places;

	if (sum->n_rows == old_rows && sum->n_columns == old_columns && sum->places != NULL) {
		return 0;
	}
	places = calloc(sum->n_rows * sum->n_columns + 1, sizeof(*places));
	if (places == NULL) {
		return -ENOMEM;
	}
	for (size_t row = 0; row < old_rows && sum->places != NULL; row++) {
		memcpy(&places[row * sum->n_columns], &sum->places[row * old_columns],
		       old_columns * sizeof(*places));
	}
	free(sum->places);
	sum->places = places;
	return 0;
}

static void add_place(struct matrix_place *to, const struct matrix_place *from)
{
	size_t pairs = to->n_pairs + from->n_pairs;

	if (from->n_pairs > 0) {
		double logs = (to->n_pairs > 0 ? log(to->ratio) * (double)to->n_pairs : 0) +
			      log(from->ratio) * (double)from->n_pairs;

		to->ratio = exp(logs / (double)pairs);
	}
	to->n_pairs = pairs;
	to->value = from->n > 0 ? from->value : to->value;
	to->n += from->n;
	to->n_bad += from->n_bad;
	to->n_na += from->n_na;
}

static void add_places(struct matrix *sum, const struct matrix *part, const size_t *row_at,
		       const size_t *column_at)
{
	for (size_t row = 0; row < part->n_rows; row++) {
		for (size_t column = 0; column < part->n_columns; column++) {
			struct matrix_place *to =
				&sum->places[row_at[row] * sum->n_columns + column_at[column]];
			size_t n;

			add_place(to, matrix_place(part, row, column));
			n = to->n + to->n_bad + to->n_na;
			sum->most = n > sum->most ? n : sum->most;
		}
	}
	sum->n_units += part->n_units;
	sum->n_zero += part->n_zero;
}

int matrix_join(struct matrix *sum, const struct matrix *part)
{
	size_t old_rows = sum->n_rows;
	size_t old_columns = sum->n_columns;
	size_t *row_at = calloc(part->n_rows + part->n_columns + 1, sizeof(*row_at));
	size_t *column_at = row_at != NULL ? row_at + part->n_rows : NULL;
	int err = row_at != NULL ? 0 : -ENOMEM;

	if (err == 0) {
		err = take_values(&sum->rows, &sum->n_rows, part->rows, part->n_rows, row_at);
	}
	if (err == 0) {
		err = take_values(&sum->columns, &sum->n_columns, part->columns, part->n_columns,
				  column_at);
	}
	if (err == 0) {
		err = widen(sum, old_rows, old_columns);
	}
	if (err == 0) {
		bool of_rows = part->spec.base_field == part->spec.rows;

		sum->spec = part->spec;
		sum->base = (of_rows ? row_at : column_at)[part->base];
		add_places(sum, part, row_at, column_at);
	}
	free(row_at);
	return err;
}

static void free_values(const char **values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free((char *)(uintptr_t)values[i]); /* made by strdup() */
	}
	free(values);
}

void matrix_join_free(struct matrix *sum)
{
	free_values(sum->rows, sum->n_rows);
	free_values(sum->columns, sum->n_columns);
	free(sum->places);
	*sum = (struct matrix){ 0 };
}
