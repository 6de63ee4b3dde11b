/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in one place of the table. */
#ifndef REPORT_TABLE_TEXT_H
#define REPORT_TABLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "report/grid.h"

enum table_kind {
	TABLE_MEDIAN,
	TABLE_SPREAD,
	TABLE_DIFF,  /* against the first HAL */
	TABLE_FLOOR, /* of the first HAL */
};

struct table_column {
	enum table_kind kind;
	size_t hal;
	size_t width;
	bool has_marks; /* of some row: the others have a blank there */
};

struct table_text {
	char s[80];
	char mark; /* behind it; 0: none */
	bool is_bad;
};

struct table_text table_cell_text(const struct grid *grid, const struct run_facts *facts,
				  size_t bench, size_t group, const struct table_column *col);
struct table_text table_heading(const struct grid *grid, const struct table_column *col);

#endif
