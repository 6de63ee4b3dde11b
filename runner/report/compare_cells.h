/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict on one pair of cells, and what decided it. */
#ifndef REPORT_COMPARE_CELLS_H
#define REPORT_COMPARE_CELLS_H

#include "report/compare.h"

enum decided_by {
	DECIDED_BY_NOTHING, /* nothing differs, or nothing can be compared */
	DECIDED_BY_MEDIAN,
	DECIDED_BY_MEAN,
	DECIDED_BY_EXITS,   /* fewer or more of them for one sample */
	DECIDED_BY_SAMPLES, /* they differ, and nothing says for better or worse */
};

struct cell_change {
	enum verdict verdict;
	enum decided_by by;
	double old_value; /* of what decided */
	double new_value;
};

/* Either may be NULL. Cells of an exact clock are changed by any difference in samples or exits;
 * of one with a noisy clock only identical sets of samples say something: that nothing changed.
 * As many exits a sample and one value throughout are the same with any number of samples. */
struct cell_change compare_cells(const struct cell *old_cell, const struct cell *new_cell);

#endif
