/* SPDX-License-Identifier: Apache-2.0 */
/* Cells without a result that can be trusted, gathered by reason: a boot that dies takes many with it. */
#ifndef REPORT_MISSING_H
#define REPORT_MISSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/look.h"
#include "store/run.h"

/* True for the first of the missing or spoiled cells that share one reason and log. */
bool missing_is_first(const struct run *run, size_t index);
/* True when both are missing, or both spoiled, for the same reason, with the same log. */
bool missing_same_cause(const struct cell *a, const struct cell *b);
/* How many cells share the reason of this one, itself among them. */
size_t missing_count_cause(const struct run *run, size_t index);

/* "no EL3 firmware: smc/forward, smc/psci_version": for the first cell that does not apply for its
 * reason, the reason and all its benchmarks; NULL for the others. Caller frees. */
char *missing_describe_na(const struct run *run, size_t index);

/* One entry for each reason: a cell that it took, how many more, the reason, and the log; then what
 * does not apply. At most @look->columns wide; control characters are made harmless. Nothing when every
 * cell is ok. */
void missing_print(const struct run *run, const char *dir, const struct report_look *look,
		   FILE *out);

#endif
