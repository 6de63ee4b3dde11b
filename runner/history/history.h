/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The history of every cell in one SQLite file, made of run folders and made anew from them at any time.
 * docs/history.md.
 */
#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "store/run.h"
#include "store/store.h"

#define HISTORY_SCHEMA 1 /* PRAGMA user_version; a later one is refused */

struct history;

struct history_point {  /* one cell in one run */
	char *run;      /* id */
	char *started;  /* RFC 3339 */
	char *revision; /* "" unknown */
	bool is_dirty;
	double median; /* of one operation, over the boots */
	double low;    /* smallest and largest boot median */
	double high;
	double p99;
	size_t n_boots;
};

struct history_series {
	struct cell_key key;
	char *qemu;
	char *unit;
	struct history_point *points; /* by started, then run */
	size_t n;
};

/* Opens @path, makes it when there is none. -errno with @err filled: locked (-EBUSY, after 5 s), corrupt,
 * read-only, of a later version, no such folder. Nothing is overwritten. */
int history_open(const char *path, bool is_writer, struct history **out, struct store_err *err);
void history_close(struct history *history);

/* The same run again changes nothing. *is_new says which. One transaction. */
int history_import(struct history *history, const struct run *run, bool *is_new,
		   struct store_err *err);
/* The cells whose name (cell_name()) matches the POSIX extended expression @pattern; NULL: all. */
int history_find_cells(struct history *history, const char *pattern, struct history_series **out,
		       size_t *n, struct store_err *err); /* points not filled */
int history_load_series(struct history *history, struct history_series *series,
			struct store_err *err);
void history_series_free(struct history_series *series);

#endif
