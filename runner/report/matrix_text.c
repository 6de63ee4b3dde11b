/* SPDX-License-Identifier: Apache-2.0 */
#include "report/matrix_text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"

static struct matrix_words change_of(double ratio)
{
	struct matrix_words out;

	snprintf(out.s, sizeof(out.s), "%s", ratio == 1 ? "0" : number_percent(1, ratio).text);
	return out;
}

static struct matrix_words without_result(const struct matrix_place *place)
{
	struct matrix_words out;

	snprintf(out.s, sizeof(out.s), "%s",
		 place->n_bad > 0  ? "missing"
		 : place->n_na > 0 ? "n/a"
				   : "-");
	return out;
}

struct matrix_words matrix_words(const struct matrix *matrix, size_t row, size_t column)
{
	const struct matrix_place *place = matrix_place(matrix, row, column);
	bool is_base = matrix_is_base(matrix, row, column);
	struct matrix_words out = { "?" };

	if (place->n == 0) {
		return without_result(place);
	}
	if (matrix->most == 1) {
		bool has_change = !is_base && place->n_pairs > 0 && place->ratio != 1;

		snprintf(out.s, sizeof(out.s), "%s%s%s", number_plain(place->value).text,
			 has_change ? " " : "",
			 has_change ? number_percent(1, place->ratio).text : "");
		return out;
	}
	if (is_base) {
		snprintf(out.s, sizeof(out.s), "base");
	} else if (place->n_pairs > 0) {
		out = change_of(place->ratio);
	}
	return out;
}

unsigned matrix_shade(double ratio)
{
	double share = fabs(ratio - 1);

	return ratio == 1 ? 0 : 1u + (share >= 0.01) + (share >= 0.05) + (share >= 0.15);
}

/* The most cells that a ratio is made of. */
static size_t most_pairs(const struct matrix *matrix)
{
	size_t most = 0;

	for (size_t i = 0; i < matrix->n_rows * matrix->n_columns; i++) {
		most = matrix->places[i].n_pairs > most ? matrix->places[i].n_pairs : most;
	}
	return most;
}

char *matrix_subject(const struct matrix *matrix)
{
	const struct matrix_spec *spec = &matrix->spec;
	const char **values = spec->base_field == spec->rows ? matrix->rows : matrix->columns;
	const char *field = cell_key_names[spec->base_field];
	char *text;
	int len;

	if (matrix->most <= 1) {
		len = asprintf(&text, "median of one operation, and how far it is from %s %s",
			       field, values[matrix->base]);
	} else {
		len = asprintf(&text,
			       "change against %s %s, geometric mean of up to %zu cells a place",
			       field, values[matrix->base], most_pairs(matrix));
	}
	return len < 0 ? NULL : text;
}

#define CODE_PREFIX "code."

/* "code.IMAGE.WHAT": an image's name has no dot, or it would be the last one that counts. */
static bool split(const char *key, size_t *image_len, const char **what)
{
	const char *dot = strrchr(key, '.');
	size_t prefix = strlen(CODE_PREFIX);

	if (strncmp(key, CODE_PREFIX, prefix) != 0 || dot < key + prefix) {
		return false;
	}
	*image_len = (size_t)(dot - key) - prefix;
	*what = dot + 1;
	return true;
}

static size_t find_image(const struct matrix_code *code, const char *image, size_t len)
{
	size_t at = 0;

	while (at < code->n_images &&
	       (code->images[at].len != len || memcmp(code->images[at].name, image, len) != 0)) {
		at++;
	}
	return at;
}

static size_t find_what(const struct matrix_code *code, const char *what)
{
	size_t at = 0;

	while (at < code->n_whats && strcmp(code->whats[at], what) != 0) {
		at++;
	}
	return at;
}

/* Whether one of the cells was measured with the image of this name. */
static bool is_of_cells(const struct cell *const *cells, size_t n, const char *image, size_t len)
{
	char name[512];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s-%s", cells[i]->key.board,
			 cell_variant_by(&cells[i]->key, '-').text);
		if (strlen(name) == len && memcmp(name, image, len) == 0) {
			return true;
		}
	}
	return false;
}

static void list_names(const struct run *run, const struct cell *const *cells, size_t n,
		       struct matrix_code *code)
{
	const char *what;
	size_t len;

	for (size_t i = 0; i < run->n_env; i++) {
		const char *image = run->env[i].key + strlen(CODE_PREFIX);

		if (!split(run->env[i].key, &len, &what)) {
			continue;
		}
		if (find_image(code, image, len) == code->n_images) {
			if (!is_of_cells(cells, n, image, len)) {
				continue;
			}
			code->images[code->n_images++] = (struct matrix_image){ image, len };
		}
		if (find_what(code, what) == code->n_whats) {
			code->whats[code->n_whats++] = what;
		}
	}
}

int matrix_code_make(const struct run *run, const struct cell *const *cells, size_t n,
		     struct matrix_code *out)
{
	const char *what;
	size_t len;

	*out = (struct matrix_code){ .images = calloc(run->n_env + 1, sizeof(*out->images)),
				     .whats = calloc(run->n_env + 1, sizeof(*out->whats)) };
	if (out->images != NULL && out->whats != NULL) {
		list_names(run, cells, n, out);
		out->values = calloc(out->n_images * out->n_whats + 1, sizeof(*out->values));
	}
	if (out->values == NULL) {
		matrix_code_free(out);
		return -ENOMEM;
	}
	for (size_t i = 0; i < run->n_env; i++) {
		const char *image = run->env[i].key + strlen(CODE_PREFIX);

		if (split(run->env[i].key, &len, &what) &&
		    find_image(out, image, len) < out->n_images) {
			out->values[find_image(out, image, len) * out->n_whats +
				    find_what(out, what)] = run->env[i].value;
		}
	}
	return 0;
}

void matrix_code_free(struct matrix_code *code)
{
	free(code->images);
	free(code->whats);
	free(code->values);
	*code = (struct matrix_code){ 0 };
}

const char *matrix_code_value(const struct matrix_code *code, size_t image, size_t what)
{
	return code->values[image * code->n_whats + what];
}
