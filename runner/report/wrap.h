/* SPDX-License-Identifier: Apache-2.0 */
/* Text of any length and origin, made fit for a terminal. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include <stddef.h>
#include <stdio.h>

/* Writes @text with a ? for each control character and each byte that is no UTF-8: a console's last
 * words may hold escapes, and they must not reach the terminal. */
void wrap_put_harmless(const char *text, size_t len, FILE *out);

/* Writes @text as lines of at most @columns, the first indented by @indent and the others by
 * @hang. Breaks at spaces; a word longer than a line stands alone on one. Control characters are
 * made harmless. */
void wrap_put(const char *text, size_t indent, size_t hang, size_t columns, FILE *out);

/* The same, but a word longer than a line goes on in the next. @columns is more than @indent and @hang. */
void wrap_put_broken(const char *text, size_t indent, size_t hang, size_t columns, FILE *out);

/* A list with "; " between its items: a line ends behind one of them, and only an item that is longer than a line
 * is broken inside. */
void wrap_put_items(const char *text, size_t indent, size_t columns, FILE *out);

#endif
