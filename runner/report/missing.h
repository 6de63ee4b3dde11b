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
/* How many cells share the reason of this one, itself among them. */
size_t missing_count_cause(const struct run *run, size_t index);

/* The reason of one missing cell, with its log, indented; @dir: the run's folder, put before the log;
 * NULL: unknown. */
void missing_print_cause(const struct cell *cell, const char *dir, FILE *out, bool colour,
			 size_t columns);

/* One entry for each reason: a cell that it took, how many more, the reason, and the log. At most
 * @columns wide; control characters are made harmless. Nothing when no cell is missing. */
void missing_print(const struct run *run, const char *dir, FILE *out, bool colour, size_t columns);

#endif
