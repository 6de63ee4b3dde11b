/* SPDX-License-Identifier: Apache-2.0 */
/* The drawings of a run: overviews of what its images cost, and how each benchmark's samples lie. */
#ifndef REPORT_PLOTS_H
#define REPORT_PLOTS_H

#include <stdbool.h>

#include "report/grid.h"
#include "store/store.h"

/* More would make a page that nobody scrolls through, and minutes of gnuplot. */
#define PLOTS_MAX 120u

enum plot_kind {           /* overviews first in the list, then benchmark by benchmark */
	PLOT_IMAGES,       /* one board and CPU: every benchmark, its images beside each other */
	PLOT_TARGETS,      /* one image: every benchmark, boards and CPUs beside each other */
	PLOT_DISTRIBUTION, /* one benchmark: a bar a cell where samples are all alike, else histograms */
	PLOT_CDF,          /* one benchmark whose samples differ: the share of samples up to x */
};

struct plot_file {
	enum plot_kind kind;
	char *title; /* what it shows, in one line */
	char *path;  /* of the SVG; the PNG has its name with .png */
};

struct plot_list { /* those that were drawn */
	struct plot_file *items;
	size_t n;
	size_t n_left_out; /* for there would be more than PLOTS_MAX */
};

/**
 * plots_write - draw <dir>/plots/<name>.svg
 * @grid:     of a pooled run
 * @with_png: <name>.png too
 *
 * What gnuplot does wrong is no error of the run: 0 is returned, that plot is not in the list, and @err
 * says why. -errno: the folder cannot be written; -ENOMEM.
 */
int plots_write(const char *dir, const struct grid *grid, bool with_png, struct plot_list *out,
		struct store_err *err);
void plot_list_free(struct plot_list *list);

#endif
