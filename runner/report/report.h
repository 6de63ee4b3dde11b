/* SPDX-License-Identifier: Apache-2.0 */
/* What people look at: the terminal table, the plots, the page. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "store/run.h"
#include "store/store.h"

/* The table a run ends with, at most 100 columns. @colour: ANSI colours. Missing cells are shown as
 * missing and listed with their reasons below the table. */
void report_table(const struct run *run, FILE *out, bool colour);

/* plots/<benchmark>.svg (distribution, static beside table) with gnuplot, then report.html, both
 * below @dir. A gnuplot that is missing or fails leaves a report that says so: 0 is returned with
 * @err->text non-empty. Returns 0 or -errno. */
int report_write(const char *dir, const struct run *run, struct store_err *err);

#endif
