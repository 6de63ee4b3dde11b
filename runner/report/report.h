/* SPDX-License-Identifier: Apache-2.0 */
/* What people look at: the terminal table, the plots, the page. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

#include "report/look.h"
#include "store/run.h"
#include "store/store.h"

/* The table a run ends with. No line is wider than @look allows, unless a single group of columns
 * or a path is. Missing cells are shown as missing, and their reasons are below the table, with
 * their logs below @dir, the run's folder (NULL: unknown). */
void report_table(const struct run *run, const char *dir, FILE *out,
		  const struct report_look *look);

struct gate_result;
struct history_series;

struct report_extra {                       /* what a run does not hold itself */
	const struct gate_result *verdicts; /* of this run, pooled or not; NULL: none */
	const char *old_name;               /* what the verdicts compare with, for people */
	const struct run *old_run;          /* NULL: a baseline, or no verdicts */
	const struct history_series *series;
	size_t n_series;
	bool with_png;      /* of each plot, beside its SVG */
	bool without_plots; /* a page of many: gnuplot would take longer than all else */
};

/* plots/<benchmark>.svg (distribution, static beside table) with gnuplot, then report.html, both
 * below @dir. A gnuplot that is missing or fails leaves a report that says so: 0 is returned with
 * @err->text non-empty. Returns 0 or -errno. */
int report_write(const char *dir, const struct run *run, const struct report_extra *extra,
		 struct store_err *err);
/* Draws below @dir, and makes the text of a page with verdicts and trends; caller frees *text. Returns and
 * @err as report_write(). */
int report_make_page(const char *dir, const struct run *run, const struct report_extra *extra,
		     char **text, size_t *size, struct store_err *err);

#endif
