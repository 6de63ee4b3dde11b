/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report_history.h"

#include <stdlib.h>
#include <string.h>

#define MOST_RUNS 200u /* of a trend: the newest */

static int key_order(const void *key, const void *cell)
{
	return cell_key_order(key, &((const struct cell *)cell)->key);
}

static bool has_cell(const struct run *run, const struct cell_key *key)
{
	return bsearch(key, run->cells, run->n_cells, sizeof(*run->cells), key_order) != NULL;
}

/* The points of those that this run has a cell of, with the newest runs; the others stay without. */
static int load_points(struct history *history, const struct run *run, struct history_series *all,
		       size_t n, struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < n; i++) {
		struct history_series *series = &all[i];

		if (strcmp(series->mode, run_mode(run)) == 0 && has_cell(run, &series->key)) {
			error = history_load_series(history, series, MOST_RUNS, err);
		}
	}
	return error;
}

int report_history_load(const char *path, const struct run *run, struct history_series **series,
			size_t *n, struct store_err *err)
{
	struct history *history = NULL;
	int error = history_open(path, false, &history, err);

	if (error == 0) {
		error = history_find_cells(history, NULL, series, n, err);
	}
	if (error == 0) {
		error = load_points(history, run, *series, *n, err);
	}
	if (history != NULL) {
		history_close(history);
	}
	return error;
}
