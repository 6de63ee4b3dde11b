/* SPDX-License-Identifier: Apache-2.0 */
/* Cells with a spread: a lane of histogram for each, the lanes of one group together, one scale. */
#include <math.h>
#include <stdlib.h>

#include "report/number.h"
#include "report/plot_draw.h"

#define PLOT_BINS 60u
#define TOP       44u
#define BOTTOM    64u
#define LANE      74u /* one histogram, its caption on top */
#define CAPTION   18u
#define LANE_GAP  22u

struct scale { /* of one operation */
	double low;
	double high;  /* samples above are in the caption, not in the drawing */
	double width; /* of a bin: whole numbers, unless the range is too small for them */
	double ratio; /* of a bin's end to its start, on a logarithmic axis; else 0 */
};

static unsigned lane_base(const struct plot *p, size_t group, size_t hal)
{
	return (unsigned)(group * (p->grid->n_hals * LANE + LANE_GAP) + (hal + 1) * LANE);
}

static unsigned body_height(const struct plot *p)
{
	return (unsigned)(p->grid->n_groups * (p->grid->n_hals * LANE + LANE_GAP));
}

/* Up to the largest 99th percentile: one stray sample would squeeze all others into one bin. */
static struct scale find_scale(const struct plot *p)
{
	struct scale scale = { .low = INFINITY };
	bool has_batch = false;

	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		size_t hal = i % p->grid->n_hals;

		if (plot_cell_is_ok(p, group, hal)) {
			const struct cell *cell = plot_cell(p, group, hal);

			scale.low = fmin(scale.low, cell_each(cell, (double)cell->sum.min));
			scale.high = fmax(scale.high, cell_each(cell, (double)cell->sum.p99));
			has_batch |= cell->batch > 1;
		}
	}
	if (plot_wants_log(scale.low, scale.high)) {
		scale.ratio = pow(scale.high / scale.low, 1.0 / PLOT_BINS);
		return scale;
	}
	scale.width = (scale.high - scale.low) / PLOT_BINS;
	if (!has_batch) {
		scale.width = floor(scale.width) + 1;
	} else if (scale.width == 0) {
		scale.width = 1;
	}
	return scale;
}

/* Where bin @i begins, and the one before it ends. */
static double bin_start(const struct scale *scale, size_t i)
{
	return scale->ratio > 0 ? scale->low * pow(scale->ratio, (double)i)
				: scale->low + (double)i * scale->width - fmin(scale->width, 1) / 2;
}

static size_t bin_of(const struct scale *scale, double each)
{
	double bin = scale->ratio > 0 ? log(each / scale->low) / log(scale->ratio)
				      : (each - scale->low) / scale->width;

	return (size_t)fmin(fmax(bin, 0), PLOT_BINS);
}

/* Returns the samples beyond the scale. */
static size_t count_bins(const struct cell *cell, const struct scale *scale,
			 size_t bins[PLOT_BINS + 1])
{
	size_t beyond = 0;

	for (size_t i = 0; i < cell->n; i++) {
		double each = cell_each(cell, (double)cell->samples[i]);

		if (each > scale->high) {
			beyond++;
		} else {
			bins[bin_of(scale, each)]++;
		}
	}
	return beyond;
}

static void put_caption(const struct plot *p, size_t group, size_t hal, double left, size_t beyond)
{
	const struct cell *cell = plot_cell(p, group, hal);
	unsigned y = lane_base(p, group, hal) - LANE + CAPTION / 2 + 2;

	if (cell == NULL || cell->status == CELL_NA) {
		return;
	}
	fputs("set label ", p->out);
	if (cell->status == CELL_MISSING) {
		fprintf(p->out, "'missing' at %.17g,%u left tc rgb '#e0484f'\n", left, y);
		return;
	}
	fprintf(p->out, "'%.20s  median %s  p99 %s  max %s", p->grid->hals[hal],
		number_plain(cell_median(cell)).text,
		number_plain(cell_each(cell, (double)cell->sum.p99)).text,
		number_plain(cell_each(cell, (double)cell->sum.max)).text);
	if (beyond > 0) {
		fprintf(p->out, "  (%zu beyond)", beyond);
	}
	fprintf(p->out, "' at %.17g,%u left font 'DejaVu Sans,11'\n", left, y);
}

/* Writes the lane's bars; every lane is scaled to its own fullest bin. */
static void put_lane(const struct plot *p, size_t group, size_t hal, const struct scale *scale,
		     double left)
{
	size_t bins[PLOT_BINS + 1] = { 0 };
	bool is_ok = plot_cell_is_ok(p, group, hal);
	size_t beyond = is_ok ? count_bins(plot_cell(p, group, hal), scale, bins) : 0;
	unsigned base = lane_base(p, group, hal);
	size_t most = 1;

	for (size_t i = 0; i <= PLOT_BINS; i++) {
		most = bins[i] > most ? bins[i] : most;
	}
	fprintf(p->out, "$lane%zu << END\n", group * p->grid->n_hals + hal);
	for (size_t i = 0; i <= PLOT_BINS; i++) {
		if (bins[i] > 0) {
			fprintf(p->out, "%.17g %.17g %.6g %u\n", bin_start(scale, i),
				bin_start(scale, i + 1),
				base - (double)(LANE - CAPTION - 4) * (double)bins[i] /
						(double)most,
				base);
		}
	}
	fputs("NaN NaN NaN NaN\nEND\n", p->out);
	put_caption(p, group, hal, left, beyond);
	if (is_ok) {
		double median = cell_median(plot_cell(p, group, hal));

		fprintf(p->out, "set arrow from %.17g,%u to %.17g,%u nohead front\n", median, base,
			median, base - LANE + CAPTION);
	}
}

static void put_tics(const struct plot *p)
{
	fputs("set ytics scale 0 (", p->out);
	for (size_t i = 0; i < p->grid->n_groups; i++) {
		char *label = plot_group_label(p->grid, i);

		fputs(i > 0 ? ", " : "", p->out);
		plot_put_quoted(p->out, label);
		fprintf(p->out, " %u",
			lane_base(p, i, 0) - LANE + (unsigned)p->grid->n_hals * LANE / 2);
		free(label);
	}
	fputs(")\n", p->out);
}

/* One line, through the histograms of all lanes but not through their captions. */
static void put_gridline(const struct plot *p, double x)
{
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		unsigned base = lane_base(p, i / p->grid->n_hals, i % p->grid->n_hals);

		fprintf(p->out,
			"set arrow from %.17g,%u to %.17g,%u nohead back lc rgb '#8a9099' lw 0.5 "
			"dt 3\n",
			x, base, x, base - LANE + CAPTION);
	}
}

static void put_grid(const struct plot *p, double low, double high, double step)
{
	double first = ceil(low / step) * step;

	for (unsigned i = 0; first + i * step <= high; i++) {
		put_gridline(p, first + i * step);
	}
}

static void put_plot(const struct plot *p)
{
	fputs("plot ", p->out);
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		fprintf(p->out, "%s$lane%zu using 1:3:1:2:3:4 with boxxyerror lc rgb '%s'",
			i > 0 ? ", " : "", i, plot_colours[i % p->grid->n_hals % PLOT_COLOURS]);
	}
	fputc('\n', p->out);
}

static void put_axis(const struct plot *p, const struct scale *scale, unsigned height, double left,
		     double right)
{
	fprintf(p->out, "set xrange [%.17g:%.17g]\nset yrange [%u:0]\n", left, right,
		body_height(p));
	if (scale->ratio > 0) {
		plot_put_log_xtics(p, left, right);
	} else {
		put_grid(p, left, right, plot_put_xtics(p, left, right));
	}
	plot_put_axis(p, height, "height: number of samples, line: median");
}

void plot_put_histograms(const struct plot *p)
{
	unsigned height = TOP + body_height(p) + BOTTOM;
	struct scale scale = find_scale(p);
	double pad = (scale.high - scale.low + scale.width) * 0.03 + 0.5;
	double left = scale.ratio > 0 ? scale.low / 1.05 : scale.low - pad;
	double right = scale.ratio > 0 ? scale.high * 1.1 : scale.high + scale.width + pad;

	plot_put_head(p, height, p->subject->name);
	fputs("set title offset 0,0.2\n", p->out);
	plot_put_margins(p, height, TOP, BOTTOM);
	put_axis(p, &scale, height, left, right);
	put_tics(p);
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		put_lane(p, i / p->grid->n_hals, i % p->grid->n_hals, &scale, left);
	}
	put_plot(p);
}
