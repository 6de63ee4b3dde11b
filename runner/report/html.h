/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of report.html. Each writes to @out and leaves write errors in it; one that has nothing to show
 * writes nothing. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdio.h>

#include "report/html_model.h"
#include "report/matrix.h"
#include "report/plots.h"

/* Inlined; made of page/page.css and page/page.js. */
extern const char html_page_style[];
extern const char html_page_script[];
extern const char html_page_script_hash[]; /* sha256-..., for the page's policy */

void html_put_verdict(const struct page *page, FILE *out);
void html_put_missing(const struct page *page, FILE *out);
void html_put_warnings(const struct page *page, FILE *out);
void html_put_cells(const struct page *page, FILE *out);
/* What narrows the table of cells, and the start of a row that it can narrow: key columns, no end. */
void html_put_filters(const struct page *page, FILE *out);
void html_put_row_start(const struct page *page, const struct page_cell *cell, FILE *out);
/* @trouble: why some drawings are not there. */
void html_put_plots(const struct plot_list *plots, const char *trouble, FILE *out);
/* What each other value of @dim costs more than its first: table beside static. */
void html_put_pairs(const struct page *page, enum page_dim dim, FILE *out);
/* Two of the fields that the cells differ in, as a heat map; its table alone is of any matrix. */
void html_put_matrix(const struct page *page, FILE *out);
void html_put_matrix_table(const struct matrix *matrix, FILE *out);
void html_put_side(const struct page *page, FILE *out);
void html_put_trend(const struct page *page, FILE *out);
void html_put_counts(const struct page *page, FILE *out);
void html_put_na(const struct page *page, FILE *out);
void html_put_checks(const struct page *page, FILE *out);
void html_put_environment(const struct page *page, FILE *out);
void html_put_repeat(const struct page *page, FILE *out);

/* <tag>escaped text</tag> */
void html_put_element(const char *tag, const char *text, FILE *out);
/* A section, and its heading with an anchor that the page's list of contents leads to. */
void html_open_section(const char *id, const char *title, FILE *out);
/* A box for a table that scrolls, so that the page never does sideways; keyboards reach it. @is_snug: no
 * wider than the table needs. */
void html_open_scroll(const char *label, size_t n_rows, bool is_snug, FILE *out);
void html_close_scroll(FILE *out);
/* Head of a column; @kind: "name" or "num", by which it is sorted too. */
void html_put_head(const char *text, const char *kind, FILE *out);
/* <td>12</td> that sorts by its value. */
void html_put_number(double value, FILE *out);

#endif
