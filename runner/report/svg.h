/* SPDX-License-Identifier: Apache-2.0 */
/* gnuplot's SVG made fit for a page: it follows light and dark, and no id is there twice. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include <stddef.h>
#include <stdio.h>

/**
 * svg_finish - rewrite what gnuplot drew
 * @raw:   the file, NUL-terminated
 * @title: what the picture shows, for those who cannot see it
 * @out:   a standalone SVG; caller frees
 *
 * Returns: 0; -ENOMEM; -EINVAL when @raw is not a whole SVG of gnuplot
 */
int svg_finish(const char *raw, const char *title, char **out, size_t *size);

/* Writes the part of such a file that goes into HTML: the svg element without its style. */
void svg_put_for_page(const char *svg, FILE *out);

/* The same rules for a page that holds many plots. */
extern const char svg_page_style[];

#endif
