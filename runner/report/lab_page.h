/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a lab: what all its boards came to, with a link to the page of each. */
#ifndef REPORT_LAB_PAGE_H
#define REPORT_LAB_PAGE_H

#include <stddef.h>
#include <stdio.h>

#include "gate/gate.h"

struct heat_place {
	size_t n;     /* pairs of figures */
	double ratio; /* geometric mean of new to old, when n is not 0 */
	size_t n_regressed;
	size_t n_failed; /* cells without a result, that had to have one */
};

struct heat { /* rows by columns, in the classes and shades of the pages' own heat maps */
	const char *corner; /* what rows are: "board" */
	const char *const *rows;
	const char *const *links; /* of the rows; NULL: none has one */
	size_t n_rows;
	const char *const *columns;
	size_t n_columns;
	const struct heat_place *places; /* row by row */
};

struct lab_page {
	const char *id;
	const char *suite;
	const char *started;
	const char *against; /* what the verdicts compare with; NULL: there are none */
	size_t n_cells;
	const size_t *lost; /* shards that were not there */
	size_t n_lost;
	size_t n_shards;
	struct heat heat;
	const size_t (*counts)[N_VERDICTS]; /* of each row; only with @against */
};

/* "2, 5 to 9": numbers that do not fall. */
void lab_put_numbers(const size_t *numbers, size_t n, FILE *out);
/* An element <table>; write errors stay in @out. */
void html_put_heat(const struct heat *heat, FILE *out);
/* The whole page; write errors stay in @out. */
void lab_page_put(const struct lab_page *page, FILE *out);

#endif
