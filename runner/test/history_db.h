/* SPDX-License-Identifier: Apache-2.0 */
/* A history in a results folder, and runs that are a day apart. */
#ifndef TEST_HISTORY_DB_H
#define TEST_HISTORY_DB_H

#include <errno.h>

#include "history/history.h"
#include "sample_store.h"

#define CELL_NAME "hvc/return qemu-virt-gicv3/cortex-a57 static"

static inline char *history_path(const struct results_dir *dir)
{
	return file_join(dir->path, "history.db");
}

static inline struct history *open_history(const struct results_dir *dir, bool is_writer)
{
	char *path = history_path(dir);
	struct store_err err = { "" };
	struct history *history = NULL;

	if (history_open(path, is_writer, &history, &err) != 0) {
		fail_msg("%s", err.text);
	}
	free(path);
	return history;
}

/* -errno of opening it, which must fail and say @part. */
static inline int refused(const struct results_dir *dir, bool is_writer, const char *part)
{
	char *path = history_path(dir);
	struct store_err err = { "" };
	struct history *history = NULL;
	int error = history_open(path, is_writer, &history, &err);

	assert_int_not_equal(error, 0);
	assert_null(history);
	assert_contains(err.text, "history.db: ");
	assert_contains(err.text, part);
	free(path);
	return error;
}

/* A run of November @day, of the revision "rev<day>". */
static inline struct run *day_run(unsigned day)
{
	struct run *run;
	char text[48];

	snprintf(text, sizeof(text), "202611%02uT081500Z-default", day);
	run = make_run(text);
	snprintf(text, sizeof(text), "2026-11-%02uT08:15:00Z", day);
	free(run->started);
	run->started = make_str(text);
	snprintf(text, sizeof(text), "rev%u", day);
	assert_int_equal(run_set_env(run, "source.revision", text), 0);
	return run;
}

static inline struct run *exact_run(unsigned day, uint64_t value)
{
	struct run *run = day_run(day);

	make_exact(run, "hvc/return", "cortex-a57", "static", value, 4);
	return run;
}

/* Imports and frees @run: whether it was new. */
static inline bool import(struct history *history, struct run *run)
{
	struct store_err err = { "" };
	bool is_new = false;

	if (history_import(history, run, &is_new, &err) != 0) {
		fail_msg("%s", err.text);
	}
	run_free(run);
	return is_new;
}

/* All cells whose name matches @pattern; their points are loaded. */
static inline struct history_series *all_cells(struct history *history, const char *pattern,
					       size_t *n)
{
	struct history_series *cells = NULL;
	struct store_err err = { "" };

	if (history_find_cells(history, pattern, &cells, n, &err) != 0) {
		fail_msg("%s", err.text);
	}
	for (size_t i = 0; i < *n; i++) {
		if (history_load_series(history, &cells[i], 0, &err) != 0) {
			fail_msg("%s", err.text);
		}
	}
	return cells;
}

/* The one cell that is there, loaded. */
static inline struct history_series *only_cell(struct history *history)
{
	size_t n;
	struct history_series *cells = all_cells(history, NULL, &n);

	assert_int_equal(n, 1);
	return cells;
}

static inline void make_history(const struct results_dir *dir, unsigned days)
{
	struct history *history = open_history(dir, true);

	for (unsigned day = 1; day <= days; day++) {
		import(history, exact_run(day, 99));
	}
	history_close(history);
}

static inline void assert_has_runs(const struct results_dir *dir, size_t want)
{
	struct history *history = open_history(dir, false);
	struct history_run *runs;
	struct store_err err;
	size_t n;
	size_t n_all;

	assert_int_equal(history_list_runs(history, 100, &runs, &n, &n_all, &err), 0);
	assert_int_equal(n_all, want);
	history_runs_free(runs, n);
	history_close(history);
}

#endif
