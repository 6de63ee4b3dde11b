/* SPDX-License-Identifier: Apache-2.0 */
#include "report/table_text.h"

#include <stdio.h>

#include "report/number.h"
#include "report/table_words.h"

static void put_median(const struct run_facts *facts, const struct cell *cell,
		       struct table_text *out)
{
	out->is_bad = cell_is_failed(cell);
	if (cell->status == CELL_MISSING) {
		snprintf(out->s, sizeof(out->s), "missing");
	} else if (cell->status == CELL_NA) {
		snprintf(out->s, sizeof(out->s), "n/a");
	} else {
		snprintf(out->s, sizeof(out->s), "%s", number_plain(cell_median(cell)).text);
		if (cell->status == CELL_SPOILED) {
			out->mark = TABLE_SPOILED;
		} else if (!table_has_spread(facts) && !cell_is_constant(cell)) {
			out->mark = TABLE_VARIES;
		}
	}
}

static void put_spread(const struct cell *cell, struct table_text *out)
{
	if (cell_has_samples(cell)) {
		snprintf(out->s, sizeof(out->s), "%s..%s",
			 number_plain(cell_each(cell, (double)cell->sum.min)).text,
			 number_plain(cell_each(cell, (double)cell->sum.max)).text);
	}
}

struct table_text table_cell_text(const struct grid *grid, const struct run_facts *facts,
				  size_t bench, size_t group, const struct table_column *col)
{
	const struct cell *cell = grid_cell(grid, bench, group, col->hal);
	struct table_text out = { .s = "-" };

	if (cell == NULL) {
		return out;
	}
	switch (col->kind) {
	case TABLE_MEDIAN:
		put_median(facts, cell, &out);
		break;
	case TABLE_SPREAD:
		put_spread(cell, &out);
		break;
	case TABLE_DIFF:
		if (grid_has_diff(grid, bench, group, col->hal)) {
			double diff = grid_diff(grid, bench, group, col->hal);

			snprintf(out.s, sizeof(out.s), "%s", number_signed(diff).text);
		}
		break;
	case TABLE_FLOOR:
		if (cell_has_samples(cell) && cell->has_floor) {
			snprintf(out.s, sizeof(out.s), "%s",
				 number_plain(cell_each(cell, (double)cell->floor)).text);
		}
		break;
	}
	return out;
}

/* With three HALs or more a bare "diff" would not say whose. */
struct table_text table_heading(const struct grid *grid, const struct table_column *col)
{
	struct table_text out = { .s = "min..max" };

	if (col->kind == TABLE_MEDIAN) {
		snprintf(out.s, sizeof(out.s), "%.40s", grid->hals[col->hal]);
	} else if (col->kind == TABLE_FLOOR) {
		snprintf(out.s, sizeof(out.s), "floor");
	} else if (col->kind == TABLE_DIFF && grid->n_hals > 2) {
		snprintf(out.s, sizeof(out.s), "%.40s diff", grid->hals[col->hal]);
	} else if (col->kind == TABLE_DIFF) {
		snprintf(out.s, sizeof(out.s), "diff");
	}
	return out;
}
