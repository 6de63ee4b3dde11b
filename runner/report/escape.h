/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_ESCAPE_H
#define REPORT_ESCAPE_H

#include <stdio.h>

/* Writes @text (NULL: nothing) as text or attribute value of HTML or SVG, whatever bytes it has. */
void escape_html(const char *text, FILE *out);

#endif
