/* SPDX-License-Identifier: Apache-2.0 */
/* What the terminal at the other end of a stream can show. */
#ifndef CMD_TERM_H
#define CMD_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/look.h"

/* True for the words that --color= takes: auto, always, never. */
bool term_colour_is_word(const char *when);

/**
 * term_colour - decide whether to colour what is written to @out
 * @when: auto, always or never
 *
 * auto: only when @out is a terminal, TERM is set and not "dumb", and NO_COLOR is unset or empty
 * (no-color.org). An explicit always or never wins over the environment.
 */
bool term_colour(FILE *out, const char *when);

/* Columns to fill on @out: the terminal's when they are fewer than REPORT_COLUMNS, else those. */
size_t term_columns(FILE *out);

/* Both; @when as for term_colour(). */
struct report_look term_look(FILE *out, const char *when);

#endif
