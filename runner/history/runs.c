/* SPDX-License-Identifier: Apache-2.0 */
/* The runs that are in the file. */
#include <stdlib.h>

#include "history/db.h"

static const char runs_sql[] =
	"SELECT name, started, suite, revision, mode, dirty, cells, without FROM run"
	" ORDER BY started DESC, name DESC LIMIT ?1";

void history_runs_free(struct history_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(runs[i].name);
		free(runs[i].started);
		free(runs[i].suite);
		free(runs[i].revision);
		free(runs[i].mode);
	}
	free(runs);
}

/* In the order of runs_sql. 0 or -ENOMEM. */
static int read_run(sqlite3_stmt *stmt, struct history_run *run)
{
	*run = (struct history_run){
		.name = db_text(stmt, 0),
		.started = db_text(stmt, 1),
		.suite = db_text(stmt, 2),
		.revision = db_text(stmt, 3),
		.mode = db_text(stmt, 4),
		.is_dirty = sqlite3_column_int(stmt, 5) != 0,
		.n_cells = (size_t)sqlite3_column_int64(stmt, 6),
		.n_without = (size_t)sqlite3_column_int64(stmt, 7),
	};
	return run->name != NULL && run->started != NULL && run->suite != NULL &&
			       run->revision != NULL && run->mode != NULL
		       ? 0
		       : -ENOMEM;
}

static int read_runs(struct history *history, sqlite3_stmt *stmt, struct history_run **runs,
		     size_t *n, struct store_err *err)
{
	int got;

	while ((got = db_step(history, stmt, err)) == 1) {
		struct history_run *more = reallocarray(*runs, *n + 1, sizeof(*more));

		if (more == NULL) {
			return db_no_memory(history, err);
		}
		*runs = more;
		(*n)++;
		if (read_run(stmt, &more[*n - 1]) != 0) {
			return db_no_memory(history, err);
		}
	}
	return got;
}

int history_list_runs(struct history *history, size_t most, struct history_run **out, size_t *n,
		      size_t *n_all, struct store_err *err)
{
	struct history_run *runs = NULL;
	size_t count = 0;
	int64_t all = 0;
	sqlite3_stmt *stmt;
	int error = db_get_int(history, "SELECT count(*) FROM run", &all, err);

	if (error == 0) {
		error = db_prepare(history, runs_sql, &stmt, err);
	}
	if (error != 0) {
		return error;
	}
	sqlite3_bind_int64(stmt, 1, most > INT64_MAX ? INT64_MAX : (int64_t)most);
	error = read_runs(history, stmt, &runs, &count, err);
	sqlite3_finalize(stmt);
	if (error != 0) {
		history_runs_free(runs, count);
		return error;
	}
	*out = runs;
	*n = count;
	*n_all = (size_t)all;
	return 0;
}
