/* SPDX-License-Identifier: Apache-2.0 */
/* The forms of a plot, and what they share. */
#ifndef REPORT_PLOT_DRAW_H
#define REPORT_PLOT_DRAW_H

#include <stdio.h>

#include "report/grid.h"
#include "report/plot_script.h"

#define PLOT_RIGHT_MARGIN 28u /* half of a label of seven digits at the end of an axis */
#define PLOT_CHAR_WIDTH   8u  /* of the 13-pixel font, rounded up */
#define PLOT_COLOURS      8u
#define PLOT_LOG_FROM     20.0

extern const char *const plot_colours[PLOT_COLOURS]; /* #rrggbb: legible on light and dark */

struct plot {
	const struct grid *grid;
	const struct plot_subject *subject;
	const char *path;
	enum plot_terminal terminal;
	FILE *out;
	unsigned width; /* pixels */
	unsigned label_width;
	const char *unit;
};

/* Of the subject's benchmark. */
const struct cell *plot_cell(const struct plot *p, size_t group, size_t hal);
bool plot_cell_is_ok(const struct plot *p, size_t group, size_t hal);
/* In single quotes, where gnuplot takes nothing but a quote as special; one line. */
void plot_put_quoted(FILE *out, const char *text);
/* "cortex-a57", with the board before it when the run has several. Caller frees. */
char *plot_group_label(const struct grid *grid, size_t group);
/* Terminal, output, title and what all plots look like. */
void plot_put_head(const struct plot *p, unsigned height, const char *title);
/* Left and right by the label's width; top and bottom in pixels. */
void plot_put_margins(const struct plot *p, unsigned height, unsigned top, unsigned bottom);
/* Of 1, 2, 5, 10, ... the least that @range has at most @most of. */
double plot_find_step(double range, double most);
/* Ticks of the x axis from @low to @high, so few that their labels keep apart; returns the distance
 * of two. */
double plot_put_xtics(const struct plot *p, double low, double high);
/* A logarithmic x axis: ticks at 1, 2 and 5 times powers of ten, or where there is less room at 1 and 3
 * times or at 1, in plain digits; two at least where plot_wants_log(). */
void plot_put_log_xtics(const struct plot *p, double low, double high);
bool plot_wants_log(double low, double high);
/* The unit under the x axis, with a word on how to read the plot. Placed by hand: gnuplot leaves an
 * xlabel out without a word when it thinks a fixed margin too small. */
void plot_put_axis(const struct plot *p, unsigned height, const char *how_to_read);
/* One square and word of a legend; @x and @y in pixels from the left and the bottom. */
void plot_put_key(const struct plot *p, unsigned height, double x, double y, size_t colour,
		  const char *text);

void plot_put_bars(const struct plot *p);
void plot_put_histograms(const struct plot *p);
void plot_put_cdf(const struct plot *p);
void plot_put_dots(struct plot *p);

#endif
