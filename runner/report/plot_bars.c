/* SPDX-License-Identifier: Apache-2.0 */
/* Exact cells: each a bar from zero, with its value and what it has over the first HAL. */

#include <inttypes.h>
#include <stdlib.h>

#include "report/number.h"
#include "report/plot_draw.h"

#define TOP         70u /* title and legend */
#define BOTTOM      64u /* axis */
#define LANE        24u /* one bar */
#define LANE_GAP    14u /* between groups */
#define LEGEND_STEP 95u
#define LABEL_SPACE 1.30 /* of the longest bar: leaves room for its value */

/* Lanes are laid out in pixels from the top; the y axis runs downwards in the same unit. */
static unsigned lane_top(const struct plot *p, size_t group, size_t hal)
{
	return (unsigned)(group * (p->grid->n_hals * LANE + LANE_GAP) + hal * LANE) + LANE_GAP / 2;
}

static unsigned body_height(const struct plot *p)
{
	return (unsigned)(p->grid->n_groups * (p->grid->n_hals * LANE + LANE_GAP));
}

static double longest(const struct plot *p)
{
	double most = 1.0;

	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		size_t hal = i % p->grid->n_hals;

		if (plot_cell_is_ok(p, group, hal) &&
		    cell_median(plot_cell(p, group, hal)) > most) {
			most = cell_median(plot_cell(p, group, hal));
		}
	}
	return most;
}

static void put_value(const struct plot *p, size_t group, size_t hal, double x_per_pixel)
{
	const struct cell *cell = plot_cell(p, group, hal);
	unsigned y = lane_top(p, group, hal) + LANE / 2;

	if (cell == NULL || cell->status == CELL_NA) {
		return;
	}
	if (cell->status == CELL_MISSING) {
		fprintf(p->out, "set label 'missing' at %.6g,%u left tc rgb '#e0484f'\n",
			6 * x_per_pixel, y);
		return;
	}
	fprintf(p->out, "set label '%s", number_plain(cell_median(cell)).text);
	if (grid_has_diff(p->grid, p->subject->index, group, hal)) {
		double diff = grid_diff(p->grid, p->subject->index, group, hal);

		fprintf(p->out, " (%s)", number_signed(diff).text);
	}
	fprintf(p->out, "' at %.17g,%u left\n", cell_median(cell) + 6 * x_per_pixel, y);
}

static void put_legend(const struct plot *p, unsigned height)
{
	for (size_t hal = 0; hal < p->grid->n_hals; hal++) {
		plot_put_key(p, height, p->label_width + (double)hal * LEGEND_STEP,
			     height - TOP + 14, hal, p->grid->hals[hal]);
	}
}

static void put_tics(const struct plot *p)
{
	fputs("set ytics scale 0 (", p->out);
	for (size_t i = 0; i < p->grid->n_groups; i++) {
		char *label = plot_group_label(p->grid, i);

		fputs(i > 0 ? ", " : "", p->out);
		plot_put_quoted(p->out, label);
		fprintf(p->out, " %u", lane_top(p, i, 0) + (unsigned)p->grid->n_hals * LANE / 2);
		free(label);
	}
	fputs(")\n", p->out);
}

static void put_lanes(const struct plot *p)
{
	for (size_t hal = 0; hal < p->grid->n_hals; hal++) {
		fprintf(p->out, "$hal%zu << END\n", hal);
		for (size_t group = 0; group < p->grid->n_groups; group++) {
			unsigned top = lane_top(p, group, hal);

			if (plot_cell_is_ok(p, group, hal)) {
				fprintf(p->out, "%.17g %u %u\n",
					cell_median(plot_cell(p, group, hal)), top + 2,
					top + LANE - 2);
			}
		}
		/* gnuplot takes no empty block; NaN draws nothing. */
		fputs("NaN NaN NaN\nEND\n", p->out);
	}
	fputs("plot ", p->out);
	for (size_t hal = 0; hal < p->grid->n_hals; hal++) {
		fprintf(p->out,
			"%s$hal%zu using (0):(($2+$3)/2):(0):1:2:3 with boxxyerror lc rgb '%s'",
			hal > 0 ? ", " : "", hal, plot_colours[hal % PLOT_COLOURS]);
	}
	fputc('\n', p->out);
}

void plot_put_bars(const struct plot *p)
{
	unsigned height = TOP + body_height(p) + BOTTOM;
	double most = longest(p) * LABEL_SPACE;
	double x_per_pixel = most / (p->width - p->label_width - PLOT_RIGHT_MARGIN);

	plot_put_head(p, height, p->subject->name);
	plot_put_margins(p, height, TOP, BOTTOM);
	fprintf(p->out, "set xrange [0:%.17g]\nset yrange [%u:0]\n", most, body_height(p));
	plot_put_xtics(p, 0, most);
	plot_put_axis(p, height, "every sample of a bar is the same");
	put_tics(p);
	put_legend(p, height);
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		put_value(p, i / p->grid->n_hals, i % p->grid->n_hals, x_per_pixel);
	}
	put_lanes(p);
}
