/* SPDX-License-Identifier: Apache-2.0 */
/* Two runs, cell by cell. */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/look.h"
#include "store/run.h"

enum verdict {
	VERDICT_UNCHANGED,
	VERDICT_IMPROVED,
	VERDICT_REGRESSED,
	VERDICT_INCONCLUSIVE, /* a noisy clock: one boot a side cannot tell */
	VERDICT_MISSING,      /* not in both runs, or without a result to be trusted in one */
	VERDICT_NA,           /* does not apply in either */
};

struct verdict_row {
	const struct cell *old_cell; /* either may be NULL */
	const struct cell *new_cell;
	enum verdict verdict;
};

struct comparison {
	struct verdict_row *rows;
	size_t n;
	size_t count[6]; /* by enum verdict */
};

/* 0 or -ENOMEM. Exact cells: any difference in samples or exits is a change (median, then exits,
 * decide its direction). The comparison points into both runs. */
int compare_runs(const struct run *old_run, const struct run *new_run, struct comparison *out);
/* What changed, then one line that counts every verdict. @all: the cells that did not change too. */
void compare_print(const struct comparison *cmp, FILE *out, const struct report_look *look,
		   bool all);
void compare_free(struct comparison *cmp);

#endif
