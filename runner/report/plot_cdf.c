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

/* Steps at so many ranks, evenly spread, the smallest and the largest among them. */
static void put_points(const struct plot *p, const struct cell *cell)
{
	uint64_t *sorted = malloc((cell->n + 1) * sizeof(*sorted));
	size_t points = cell->n < CURVE_POINTS ? cell->n : CURVE_POINTS;

	for (size_t i = 0; sorted != NULL && i < cell->n; i++) {
		sorted[i] = cell->samples[i];
	}
	if (sorted != NULL) {
		qsort(sorted, cell->n, sizeof(*sorted), sample_order);
	}
	for (size_t i = 0; sorted != NULL && i < points; i++) {
		size_t rank = points > 1 ? i * (cell->n - 1) / (points - 1) : 0;

		fprintf(p->out, "%.9g %.6g\n", cell_each(cell, (double)sorted[rank]),
			(double)(rank + 1) / (double)cell->n);
	}
	free(sorted);
}

struct curves {
	size_t group[CURVES_MAX];
	size_t hal[CURVES_MAX];
	size_t n;
	size_t n_left_out;
	double low;
	double high;
};

static struct curves find_curves(const struct plot *p)
{
	struct curves curves = { .low = INFINITY };

	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		size_t hal = i % p->grid->n_hals;
		const struct cell *cell = plot_cell(p, group, hal);

		if (!plot_cell_is_ok(p, group, hal)) {
			continue;
		}
		if (curves.n == CURVES_MAX) {
			curves.n_left_out++;
			continue;
		}
		curves.low = fmin(curves.low, cell_each(cell, (double)cell->sum.min));
		curves.high = fmax(curves.high, cell_each(cell, (double)cell->sum.max));
		curves.group[curves.n] = group;
		curves.hal[curves.n++] = hal;
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
			     BOTTOM + (double)(curves->n - 1 - i) * KEY_LINE - 20, i, text);
		free(label);
	}
}

static void put_scale(const struct plot *p, const struct curves *curves)
{
	double pad = (curves->high - curves->low) * 0.03 + 0.5;

	if (plot_wants_log(curves->low, curves->high)) {
		fprintf(p->out, "set xrange [%.17g:%.17g]\n", curves->low / 1.1,
			curves->high * 1.1);
		plot_put_log_xtics(p, curves->low / 1.1, curves->high * 1.1);
	} else {
		fprintf(p->out, "set xrange [%.17g:%.17g]\n", curves->low - pad,
			curves->high + pad);
		plot_put_xtics(p, curves->low - pad, curves->high + pad);
	}
	fputs("set yrange [0:1.02]\nset ytics ('0' 0, '50 %%' 0.5, '90 %%' 0.9, '100 %%' 1) "
	      "nomirror "
	      "scale 0.5\nset grid ytics lt 1 lw 0.5 lc rgb '#8a9099' dt 3\n",
	      p->out);
}

void plot_put_cdf(const struct plot *p)
{
	const struct curves curves = find_curves(p);
	unsigned bottom = BOTTOM + (unsigned)curves.n * KEY_LINE;
	unsigned height = TOP + BODY + bottom;
	char title[200];

	snprintf(title, sizeof(title), "%.120s: share of samples", p->subject->name);
	plot_put_head(p, height, title);
	fputs("set title offset 0,0.2\n", p->out);
	plot_put_margins(p, height, TOP, bottom);
	put_scale(p, &curves);
	plot_put_axis(p, height,
		      curves.n_left_out > 0 ? "samples up to x; not all cells are drawn"
					    : "samples up to x");
	put_keys(p, &curves, height);
	for (size_t i = 0; i < curves.n; i++) {
		fprintf(p->out, "$curve%zu << END\n", i);
		put_points(p, plot_cell(p, curves.group[i], curves.hal[i]));
		fputs("NaN NaN\nEND\n", p->out);
	}
	fputs("plot ", p->out);
	for (size_t i = 0; i < curves.n; i++) {
		fprintf(p->out, "%s$curve%zu using 1:2 with steps lw 1.6 lc rgb '%s' dt %zu",
			i > 0 ? ", " : "", i, plot_colours[i % PLOT_COLOURS], 1 + i / PLOT_COLOURS);
	}
	fputc('\n', p->out);
}
