/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run pivoted: the values of one field of the cells' keys down, those of another across. Where several
 * cells fall into one place, what they share is how they differ from the base: the geometric mean of the ratios,
 * each of a cell to the one that is the same but for the base's field.
 */
#ifndef REPORT_MATRIX_H
#define REPORT_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

#include "store/run.h"

/* A field is an index into cell_key_names. */
struct matrix_spec {
	size_t rows;
	size_t columns;
	size_t base_field; /* rows or columns */
	const char *base;  /* a value of it; NULL: the usual one, or else the first */
};

struct matrix_place {
	size_t n;     /* cells with a result to be trusted */
	size_t n_bad; /* without one, though there had to be */
	size_t n_na;
	double value;   /* median of one operation, when n is 1 */
	size_t n_pairs; /* cells that have a counterpart at the base, in the same unit */
	double ratio;   /* geometric mean over them, when there are any */
};

struct matrix_move { /* a cell against its counterpart at the base */
	const struct cell *base;
	const struct cell *cell;
	double ratio;
};

struct matrix {
	struct matrix_spec spec;
	const char **rows; /* the usual value first, then by name */
	size_t n_rows;
	const char **columns;
	size_t n_columns;
	size_t base;                 /* index into the values of spec.base_field */
	struct matrix_place *places; /* row by row */
	size_t most;                 /* cells in the fullest place */
	struct matrix_move
		*moves; /* that moved at all; the farthest first, whatever its direction */
	size_t n_moves;
	size_t n_zero; /* cells left without a ratio, as one of the two is 0 and the other is not */
	size_t n_units; /* cells left without a ratio, as their counterpart has another unit or frequency */
};

/* The index of a field by its name, CELL_KEY_FIELDS: there is none. */
size_t matrix_find_field(const char *name);

/* What the rest is held against when nothing else is said: the rows' first value, but of benchmarks, which say
 * nothing of each other, and of boards, which may have other units, the columns'. */
size_t matrix_default_base(size_t rows, size_t columns);

/**
 * matrix_make - pivot
 * @run:   pooled: each cell once
 * @cells: @n of its cells
 *
 * Ticks of two boards are compared as time, by the frequencies that run->env has of their counters. Points
 * into @run.
 *
 * Returns: 0; -ENOMEM; -ENOENT: no cell has the value spec->base
 */
int matrix_make(const struct run *run, const struct cell *const *cells, size_t n,
		const struct matrix_spec *spec, struct matrix *out);
void matrix_free(struct matrix *matrix);

/* Of the counter of a cell's board, in Hz; 0: the run does not tell. */
double matrix_frequency(const struct run *run, const struct cell *cell);

const struct matrix_place *matrix_place(const struct matrix *matrix, size_t row, size_t column);
bool matrix_is_base(const struct matrix *matrix, size_t row, size_t column);

#endif
