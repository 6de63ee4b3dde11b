/* SPDX-License-Identifier: Apache-2.0 */
/* A cell's medians over its runs, in characters. */
#include <stdlib.h>
#include <string.h>

#include "history/trend.h"
#include "report/number.h"
#include "stats/median.h"

#define ROWS        7u
#define MARGIN      14u /* of the scale's figures, and the bar behind them */
#define WIDTH_MOST  3u  /* columns for one run */
#define WIDTH_LEAST 20u /* of the plot, however narrow the terminal */

struct canvas { /* a column for each run, or for as many runs as have to share one */
	const struct history_series *series;
	double *values; /* of each column: the median of its runs */
	size_t n;
	size_t width; /* characters of a column */
	double low;
	double high;
};

/* The first run of a column. */
static size_t first_run(const struct canvas *c, size_t column)
{
	return column * c->series->n / c->n;
}

static size_t column_of(const struct canvas *c, size_t run)
{
	size_t column = run * c->n / c->series->n;

	while (column + 1 < c->n && first_run(c, column + 1) <= run) {
		column++;
	}
	return column;
}

static double column_value(const struct canvas *c, size_t column, double *scratch)
{
	size_t begin = first_run(c, column);
	size_t end = first_run(c, column + 1);

	for (size_t i = begin; i < end; i++) {
		scratch[i - begin] = c->series->points[i].median;
	}
	return median_in_place(scratch, end - begin);
}

/* False: no memory. */
static bool canvas_fill(struct canvas *c)
{
	double *scratch = calloc(c->series->n, sizeof(*scratch));

	c->values = calloc(c->n, sizeof(*c->values));
	if (scratch == NULL || c->values == NULL) {
		free(scratch);
		return false;
	}
	for (size_t i = 0; i < c->n; i++) {
		c->values[i] = column_value(c, i, scratch);
		c->low = i == 0 || c->values[i] < c->low ? c->values[i] : c->low;
		c->high = i == 0 || c->values[i] > c->high ? c->values[i] : c->high;
	}
	free(scratch);
	return true;
}

/* 0 is the lowest. */
static size_t row_of(const struct canvas *c, double value)
{
	double share = c->high > c->low ? (value - c->low) / (c->high - c->low) : 0;

	return (size_t)(share * (ROWS - 1) + 0.5);
}

static void put_scale(const struct canvas *c, size_t row, FILE *out)
{
	struct number_text text = { "" };

	if (row == 0 || row == ROWS - 1) {
		text = number_plain(row == 0 ? c->low : c->high);
	}
	fprintf(out, "%*s |", (int)MARGIN - 2, text.text);
}

/* Without blanks at its end. */
static void put_line(char *line, FILE *out)
{
	size_t len = strlen(line);

	while (len > 0 && line[len - 1] == ' ') {
		len--;
	}
	fprintf(out, "%.*s\n", (int)len, line);
}

static void put_row(const struct canvas *c, size_t row, char *line, FILE *out)
{
	memset(line, ' ', c->n * c->width);
	for (size_t i = 0; i < c->n; i++) {
		if (row_of(c, c->values[i]) == row) {
			memset(line + i * c->width, '*', c->width);
		}
	}
	put_scale(c, row, out);
	put_line(line, out);
}

static void put_marks(const struct canvas *c, const struct trend *trend, char *line, FILE *out)
{
	memset(line, '-', c->n * c->width);
	fprintf(out, "%*s +%s\n", (int)MARGIN - 2, "", line);
	if (trend->n_changes == 0) {
		return;
	}
	memset(line, ' ', c->n * c->width);
	for (size_t i = trend->n_changes; i > 0; i--) {
		line[column_of(c, trend->changes[i - 1].at) * c->width] = trend_mark(i - 1);
	}
	fprintf(out, "%*s", (int)MARGIN, "");
	put_line(line, out);
}

void trend_print_plot(const struct trend *trend, size_t columns, FILE *out)
{
	struct canvas c = { .series = trend->series };
	size_t room = columns > MARGIN + WIDTH_LEAST ? columns - MARGIN : WIDTH_LEAST;
	char *line;

	if (trend->series->n == 0) {
		return;
	}
	c.n = trend->series->n < room ? trend->series->n : room;
	c.width = room / c.n < WIDTH_MOST ? room / c.n : WIDTH_MOST;
	line = calloc(c.n * c.width + 1, 1);
	if (line != NULL && canvas_fill(&c)) {
		/* One level needs one row. */
		for (size_t row = c.high > c.low ? ROWS : 1; row > 0; row--) {
			put_row(&c, row - 1, line, out);
		}
		put_marks(&c, trend, line, out);
		if (c.n < trend->series->n) {
			fprintf(out, "%*sa column is the median of some %zu runs\n", (int)MARGIN,
				"", (trend->series->n + c.n - 1) / c.n);
		}
	}
	free(c.values);
	free(line);
}
