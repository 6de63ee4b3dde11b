/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of report.html. Each writes to @out and leaves write errors in it. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdio.h>

#include "report/grid.h"

extern const char html_style[];

/* Medians by benchmark and group, with the difference of each HAL from the first. */
void html_put_overview(const struct grid *grid, const struct run_facts *facts, FILE *out);
void html_put_cells(const struct run *run, FILE *out);
/* Each nothing where there is none of it. */
void html_put_counts(const struct run *run, FILE *out);
void html_put_missing(const struct run *run, FILE *out);
void html_put_na(const struct run *run, FILE *out);
void html_put_checks(const struct run *run, FILE *out);
void html_put_environment(const struct run *run, FILE *out);

/* <tag>escaped text</tag> */
void html_put_element(const char *tag, const char *text, FILE *out);
/* A box that scrolls sideways, so that the page never does; keyboards reach it. */
void html_open_scroll(const char *label, FILE *out);
void html_close_scroll(FILE *out);

#endif
