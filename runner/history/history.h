/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The history of every cell in one SQLite file, made of run folders and made anew from them at any time.
 * docs/history.md.
 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/run.h"
#include "store/store.h"

#define HISTORY_SCHEMA 1 /* PRAGMA user_version; a later one is refused */

struct history;

struct history_point {  /* one cell in one run; all for one operation, in the cell's unit */
	char *run;      /* id */
	char *started;  /* RFC 3339 */
	char *revision; /* "" unknown */
	bool is_dirty;
	double median; /* over the boots' medians */
	double low;    /* smallest and largest boot median */
	double high;
	double p99; /* over the boots, as mean and exits are */
	double mean;
	double exits;
	uint64_t n_samples; /* of all boots */
	size_t n_boots;
};

struct history_series {
	struct cell_key key; /* its fields are owned */
	char *qemu;          /* version; "" on a target that is no QEMU */
	char *mode;          /* run_mode() of its runs: figures of two modes are two series */
	char *unit;
	size_t n_runs;                /* that have it */
	struct history_point *points; /* by started, then run */
	size_t n;
	int64_t id; /* in this file */
};

struct history_run {
	char *name; /* id */
	char *started;
	char *suite;
	char *revision; /* "" unknown */
	char *mode;     /* run_mode() */
	bool is_dirty;
	size_t n_cells;   /* with a result */
	size_t n_without; /* that had to have one */
};

/* How long to wait for whoever writes, in milliseconds: 5000. */
extern int history_wait_ms;

/**
 * history_open - open the history in the file @path
 * @is_writer: it is made when there is none; otherwise that is -ENOENT
 *
 * Nothing is overwritten: what is no history of ours is refused and stays.
 *
 * Returns: 0, or -errno with @err filled: -EBUSY locked for longer than history_wait_ms; -EUCLEAN
 *          damaged or no database; -EMEDIUMTYPE of another program; -ENOTSUP of a later schema; -EROFS; -ENOSPC
 */
int history_open(const char *path, bool is_writer, struct history **out, struct store_err *err);
void history_close(struct history *history);

/**
 * history_import - add what @run measured
 * @is_new: false: this run was there before, and nothing is changed; one that was incomplete then, and was
 *          gone on with since, takes the place of what it was
 *
 * One transaction: all of the run or nothing. Boots without a result are left out, and cells of which one
 * was spoiled. A side of an ab is noted as a run without cells: its revision has no place in time.
 *
 * Returns: 0; -EEXIST: another run of that name is there; -errno with @err filled
 */
int history_import(struct history *history, const struct run *run, bool *is_new,
		   struct store_err *err);
/* Whether the run called @name is there, with a result of each cell: one without may be gone on with. */
int history_has_run(struct history *history, const char *name, bool *has, struct store_err *err);

/* The newest @most runs, the newest first; *n_all is how many there are. Caller frees. */
int history_list_runs(struct history *history, size_t most, struct history_run **out, size_t *n,
		      size_t *n_all, struct store_err *err);
void history_runs_free(struct history_run *runs, size_t n);

/* The cells whose name (cell_name()), or "NAME (DETAIL)" with history_detail(), matches the POSIX extended
 * expression @pattern; NULL: all. In the order of run_sort_cells(), points not filled. -EINVAL: @pattern is
 * none. Caller frees each, and *out. */
int history_find_cells(struct history *history, const char *pattern, struct history_series **out,
		       size_t *n, struct store_err *err);
/* Fills points and n: the last @last runs that have the cell; 0: all. */
int history_load_series(struct history *history, struct history_series *series, size_t last,
			struct store_err *err);
void history_series_free(struct history_series *series);
/* All of what history_find_cells() gave. */
void history_cells_free(struct history_series *cells, size_t n);

bool history_is_exact(const struct history_series *series);
/* cell_name() of it; caller frees. NULL: no memory. */
char *history_name(const struct history_series *series);
/* "exact, gcc-12.2.0 -O2, QEMU 7.2.22, cold": what its name does not say; caller frees. */
char *history_detail(const struct history_series *series);

/**
 * history_rebuild_begin - a new, empty history beside @path, for history_import()
 *
 * history_close() without history_rebuild_commit() removes it again.
 *
 * Returns: 0; -EMEDIUMTYPE: @path is a database of another program, or no file; -errno with @err filled
 */
int history_rebuild_begin(const char *path, struct history **out, struct store_err *err);
/**
 * history_rebuild_commit - put it in the place of the old file by one rename
 * @kept: where the old file is, when it could not be read as a history, or has runs that the new one lacks,
 *        and so is kept aside; "" else
 *
 * Returns: 0; -EBUSY: somebody has the old file open; -errno with @err filled. history_close() comes after.
 */
int history_rebuild_commit(struct history *history, char *kept, size_t size, struct store_err *err);

#endif
