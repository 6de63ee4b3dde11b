/* SPDX-License-Identifier: Apache-2.0 */
/* A pivoted run in words, and what it is written as. */
#ifndef REPORT_MATRIX_TEXT_H
#define REPORT_MATRIX_TEXT_H

#include <stdio.h>

#include "report/look.h"
#include "report/matrix.h"

struct matrix_words {
	char s[96];
};

/* A place as people read it: "130 +2.0 %", "+2.4 %", "base", "missing", "n/a"; "-": no cell is there. */
struct matrix_words matrix_words(const struct matrix *matrix, size_t row, size_t column);

/* 0: nothing moved; 1 to 4: it moved by up to 1, 5, 15 %, or more. */
unsigned matrix_shade(double ratio);

/* "geometric mean of 12 cells, against flags -O2" or "median of one operation, ..."; caller frees. NULL: no memory. */
char *matrix_subject(const struct matrix *matrix);

/* What object code says of the images: environment items "code.IMAGE.WHAT" of a run. */
struct matrix_image {
	const char *name; /* of @len bytes, no NUL behind it */
	size_t len;
};

struct matrix_code {
	struct matrix_image *images;
	size_t n_images;
	const char **whats;
	size_t n_whats;
	const char **values; /* image by image; NULL: not known */
};

/* Of the images that @cells, @n of them, were measured with. Points into @run. 0 or -ENOMEM. */
int matrix_code_make(const struct run *run, const struct cell *const *cells, size_t n,
		     struct matrix_code *out);
void matrix_code_free(struct matrix_code *code);
const char *matrix_code_value(const struct matrix_code *code, size_t image, size_t what);

struct matrix_page { /* all that the formats write */
	const struct run *run;
	const struct matrix *matrix;
	const struct matrix_code *code;
	size_t n_moves; /* of the matrix's, at most */
	bool is_noisy;  /* some cell is of a clock with noise */
};

/* Each 0 or -ENOMEM; errors of writing stay in @out. */
int matrix_put_table(const struct matrix_page *page, const struct report_look *look, FILE *out);
int matrix_put_md(const struct matrix_page *page, FILE *out);
int matrix_put_csv(const struct matrix_page *page, FILE *out);
int matrix_put_json(const struct matrix_page *page, FILE *out);

#endif
