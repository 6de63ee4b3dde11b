/* SPDX-License-Identifier: Apache-2.0 */
/* The share of samples up to x: a curve for each cell, colours for the HAL, dashes for the group. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"
#include "report/plot_draw.h"

#define CURVE_POINTS 160u
#define CURVES_MAX   16u /* more are no longer told apart */
#define SHARE_SHOWN  0.995
#define TOP          44u
#define BODY         240u
#define BOTTOM       64u
#define KEY_LINE     18u
#define DASHES       5u

static int sample_order(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left;
	uint64_t b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

struct curves {
	size_t group[CURVES_MAX];
	size_t hal[CURVES_MAX];
	uint64_t *sorted[CURVES_MAX]; /* samples of each; NULL: no memory, and no curve */
	size_t n;
	size_t n_left_out;
	double low;
	double high; /* the largest 99.5th percentile: one stray sample would make all else a wall */
	double most;
};

static const struct cell *curve_cell(const struct plot *p, const struct curves *curves, size_t i)
{
	return plot_cell(p, curves->group[i], curves->hal[i]);
}

static uint64_t *sort_samples(const struct cell *cell)
{
	uint64_t *sorted = malloc((cell->n + 1) * sizeof(*sorted));

	for (size_t i = 0; sorted != NULL && i < cell->n; i++) {
		sorted[i] = cell->samples[i];
	}
	if (sorted != NULL) {
		qsort(sorted, cell->n, sizeof(*sorted), sample_order);
	}
	return sorted;
}

/* Steps at so many ranks, evenly spread, the smallest and the largest among them. */
static void put_points(const struct plot *p, const struct curves *curves, size_t i)
{
	const struct cell *cell = curve_cell(p, curves, i);
	const uint64_t *sorted = curves->sorted[i];
	size_t points = cell->n < CURVE_POINTS ? cell->n : CURVE_POINTS;

	for (size_t at = 0; sorted != NULL && at < points; at++) {
		size_t rank = points > 1 ? at * (cell->n - 1) / (points - 1) : 0;

		fprintf(p->out, "%.9g %.6g\n", cell_each(cell, (double)sorted[rank]),
			(double)(rank + 1) / (double)cell->n);
	}
}

static void add_curve(const struct plot *p, size_t group, size_t hal, struct curves *curves)
{
	const struct cell *cell = plot_cell(p, group, hal);
	uint64_t *sorted = sort_samples(cell);
	/* Nearest rank. */
	size_t rank = (size_t)ceil(SHARE_SHOWN * (double)cell->n);
	uint64_t end = sorted != NULL ? sorted[rank > 0 ? rank - 1 : 0] : cell->sum.max;

	curves->low = fmin(curves->low, cell_each(cell, (double)cell->sum.min));
	curves->high = fmax(curves->high, cell_each(cell, (double)end));
	curves->most = fmax(curves->most, cell_each(cell, (double)cell->sum.max));
	curves->group[curves->n] = group;
	curves->hal[curves->n] = hal;
	curves->sorted[curves->n++] = sorted;
}

static struct curves find_curves(const struct plot *p)
{
	struct curves curves = { .low = INFINITY };

	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		size_t hal = i % p->grid->n_hals;

		if (!plot_cell_is_ok(p, group, hal)) {
			continue;
		}
		if (curves.n == CURVES_MAX) {
			curves.n_left_out++;
		} else {
			add_curve(p, group, hal, &curves);
		}
	}
	return curves;
}

static void put_keys(const struct plot *p, const struct curves *curves, unsigned height)
{
	for (size_t i = 0; i < curves->n; i++) {
		char *label = plot_group_label(p->grid, curves->group[i]);
		char text[256];

		snprintf(text, sizeof(text), "%.120s %.100s", label != NULL ? label : "",
			 p->grid->hals[curves->hal[i]]);
		plot_put_key(p, height, p->label_width,
			     BOTTOM + (double)(curves->n - 1 - i) * KEY_LINE - 24, i, text);
		free(label);
	}
}

/* Where the x axis ends. */
static double find_right(const struct curves *curves)
{
	if (plot_wants_log(curves->low, curves->high)) {
		return curves->high * 1.1;
	}
	return curves->high + (curves->high - curves->low) * 0.03 + 0.5;
}

static void put_scale(const struct plot *p, const struct curves *curves)
{
	bool is_log = plot_wants_log(curves->low, curves->high);
	double right = find_right(curves);
	double left = is_log ? curves->low / 1.1 : curves->low - (right - curves->high);

	fprintf(p->out, "set xrange [%.17g:%.17g]\n", left, right);
	if (is_log) {
		plot_put_log_xtics(p, left, right);
	} else {
		plot_put_xtics(p, left, right);
	}
	fputs("set yrange [0:1.02]\nset ytics ('0' 0, '50 %%' 0.5, '90 %%' 0.9, '100 %%' 1) "
	      "nomirror "
	      "scale 0.5\nset grid ytics lt 1 lw 0.5 lc rgb '#8a9099' dt 3\n",
	      p->out);
}

static void put_title(const struct plot *p, const struct curves *curves, unsigned height)
{
	char title[200];

	if (curves->n_left_out > 0) {
		snprintf(title, sizeof(title), "%.120s: share of samples, %zu of %zu cells",
			 p->subject->name, curves->n, curves->n + curves->n_left_out);
	} else {
		snprintf(title, sizeof(title), "%.120s: share of samples", p->subject->name);
	}
	plot_put_head(p, height, title);
	fputs("set title offset 0,0.2\n", p->out);
}

static void put_curves(const struct plot *p, const struct curves *curves)
{
	for (size_t i = 0; i < curves->n; i++) {
		fprintf(p->out, "$curve%zu << END\n", i);
		put_points(p, curves, i);
		fputs("NaN NaN\nEND\n", p->out);
	}
	fputs("plot ", p->out);
	for (size_t i = 0; i < curves->n; i++) {
		fprintf(p->out, "%s$curve%zu using 1:2 with steps lw 1.6 lc rgb '%s' dt %zu",
			i > 0 ? ", " : "", i, plot_colours[i % PLOT_COLOURS], 1 + i / PLOT_COLOURS);
	}
	fputc('\n', p->out);
}

void plot_put_cdf(const struct plot *p)
{
	struct curves curves = find_curves(p);
	unsigned bottom = BOTTOM + (unsigned)curves.n * KEY_LINE;
	unsigned height = TOP + BODY + bottom;

	put_title(p, &curves, height);
	plot_put_margins(p, height, TOP, bottom);
	put_scale(p, &curves);
	plot_put_axis(p, height,
		      curves.most > find_right(&curves)
			      ? "samples up to x; the largest 0.5 % are beyond"
			      : "samples up to x");
	put_keys(p, &curves, height);
	put_curves(p, &curves);
	for (size_t i = 0; i < curves.n; i++) {
		free(curves.sorted[i]);
	}
}
