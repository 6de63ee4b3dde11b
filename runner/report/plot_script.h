/* SPDX-License-Identifier: Apache-2.0 */
/* What gnuplot is told. */
#ifndef REPORT_PLOT_SCRIPT_H
#define REPORT_PLOT_SCRIPT_H

#include <stdio.h>

#include "report/grid.h"

#define PLOT_HALS_MAX 4u

extern const char
	*const plot_colours[PLOT_HALS_MAX]; /* by HAL, #rrggbb: legible on light and dark */

/* True when some group of this benchmark has a result. */
bool plot_has_data(const struct grid *grid, size_t bench);

/**
 * plot_script_write - a script that draws one benchmark into @svg_path
 *
 * Samples that are all one number have no shape to show: then a bar from zero for each cell, with
 * its value. Otherwise a histogram for each group, all on one scale. Histograms have at most
 * PLOT_BINS bins, so that the size of the drawing does not grow with the number of samples.
 *
 * Write errors stay in @out.
 */
void plot_script_write(const struct grid *grid, size_t bench, const char *svg_path, FILE *out);

#endif
