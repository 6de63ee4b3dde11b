/* SPDX-License-Identifier: Apache-2.0 */
/* The trends of a page. */
#ifndef CMD_REPORT_HISTORY_H
#define CMD_REPORT_HISTORY_H

#include "history/history.h"
#include "store/run.h"

/* The series of all cells in the history @path, with points of those that @run has; free with
 * history_cells_free() in either case. 0 or -errno with @err filled. */
int report_history_load(const char *path, const struct run *run, struct history_series **series,
			size_t *n, struct store_err *err);

#endif
