/* SPDX-License-Identifier: Apache-2.0 */
/* What the table says around its rows. */
#ifndef REPORT_TABLE_WORDS_H
#define REPORT_TABLE_WORDS_H

#include <stdbool.h>
#include <stdio.h>

#include "report/grid.h"

/* Behind a figure. */
#define TABLE_SPOILED '!' /* a self-check failed that it depends on */
#define TABLE_VARIES  '~' /* its samples differ, and there is no column that shows how much */

/* Whether each median has a column for its spread: on a clock with noise, or where most cells have
 * one. Otherwise those that do are marked, and named below the rows. */
bool table_has_spread(const struct run_facts *facts);

void table_put_title(const struct run *run, const struct run_facts *facts, FILE *out);
/* Nothing when no figure is marked TABLE_VARIES. */
void table_put_varying(const struct run *run, const struct run_facts *facts, FILE *out);
void table_put_closing(const struct run *run, const struct run_facts *facts, FILE *out);

#endif
