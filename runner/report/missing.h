/* SPDX-License-Identifier: Apache-2.0 */
/* Cells without a result, gathered by reason: a boot that dies takes many with it. */
#ifndef REPORT_MISSING_H
#define REPORT_MISSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "store/run.h"

/* True for the first of the missing cells that share one reason and log. */
bool missing_is_first(const struct run *run, size_t index);
/* True when both are missing for the same reason, with the same log. */
bool missing_same_cause(const struct cell *a, const struct cell *b);

/* Writes @text without control characters: a console's last words may hold escapes, and they must
 * not reach the terminal. */
void missing_put_harmless(const char *text, size_t len, FILE *out);

/* The reason and the log of one missing cell, indented. */
void missing_print_cause(const struct cell *cell, FILE *out, bool colour, size_t columns);

/* Each reason with its log and its cells, at most @columns wide; control characters are made
 * harmless. Nothing when no cell is missing. */
void missing_print(const struct run *run, FILE *out, bool colour, size_t columns);

#endif
