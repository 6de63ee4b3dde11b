/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to draw of a run, and what gnuplot is told for it. */
#ifndef REPORT_PLOT_SCRIPT_H
#define REPORT_PLOT_SCRIPT_H

#include <stdio.h>

#include "report/grid.h"
#include "report/plots.h"

struct plot_subject {
	enum plot_kind kind;
	size_t index; /* benchmark; for overviews the group they begin with */
	char *name;   /* hvc/return: what messages call it */
	char *stem;   /* of its files' names; a / in it becomes _ */
	char *title;
};

struct plot_subjects {
	struct plot_subject *items;
	size_t n;
};

/* 0 or -ENOMEM. */
int plot_subjects_find(const struct grid *grid, struct plot_subjects *out);
void plot_subjects_free(struct plot_subjects *subjects);

enum plot_terminal {
	PLOT_TO_SVG,
	PLOT_TO_PNG,
};

/**
 * plot_script_write - a script that draws @subject into @path
 *
 * Samples that are all one number have no shape to show: then a bar from zero for each cell, with
 * its value. Otherwise a histogram for each cell, all on one scale, logarithmic where the largest is
 * PLOT_LOG_FROM times the smallest. The size of a drawing does not grow with the number of samples.
 *
 * Write errors stay in @out.
 */
void plot_script_write(const struct grid *grid, const struct plot_subject *subject,
		       const char *path, enum plot_terminal terminal, FILE *out);

#endif
