/* SPDX-License-Identifier: Apache-2.0 */
/* The two forms of a plot, and what they share. */
#ifndef REPORT_PLOT_BARS_H
#define REPORT_PLOT_BARS_H

#include <stdio.h>

#include "report/grid.h"

#define PLOT_RIGHT_MARGIN 14u

struct plot {
	const struct grid *grid;
	size_t bench;
	FILE *out;
	unsigned width; /* pixels */
	unsigned label_width;
	const char *unit;
};

const struct cell *plot_cell(const struct plot *p, size_t group, size_t hal);
bool plot_cell_is_ok(const struct plot *p, size_t group, size_t hal);
/* In single quotes, where gnuplot takes nothing but a quote as special; one line. */
void plot_put_quoted(FILE *out, const char *text);
/* "cortex-a57", with the board before it when the run has several. Caller frees. */
char *plot_group_label(const struct plot *p, size_t group);
void plot_put_head(const struct plot *p, unsigned height, const char *svg_path);
/* Ticks of the x axis from @low to @high, so few that their labels keep apart; returns the distance
 * of two. */
double plot_put_xtics(const struct plot *p, double low, double high);
/* The unit under the x axis, with a word on how to read the plot. Placed by hand: gnuplot leaves an
 * xlabel out without a word when it thinks a fixed margin too small. */
void plot_put_axis(const struct plot *p, unsigned height, const char *how_to_read);

void plot_put_bars(const struct plot *p, const char *svg_path);
void plot_put_histograms(const struct plot *p, const char *svg_path);

#endif
