/* SPDX-License-Identifier: Apache-2.0 */
/* One SVG a benchmark: how its samples are distributed, the HAL bindings beside each other. */
#ifndef REPORT_PLOTS_H
#define REPORT_PLOTS_H

#include "report/grid.h"
#include "store/store.h"

/* Draws plots/<benchmark>.svg below @dir for every benchmark with a result. What gnuplot does wrong
 * is no error of the run: 0 is returned, that plot is not there, and @err says why. -errno: the
 * folder cannot be written. */
int plots_write(const char *dir, const struct grid *grid, struct store_err *err);

/* @dir/plots/hvc_return.svg for hvc/return; caller frees; NULL: no memory. */
char *plots_path(const char *dir, const char *benchmark, const char *suffix);

#endif
