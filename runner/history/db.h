/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite file behind a history; nothing outside history/ sees it. */
#ifndef HISTORY_DB_H
#define HISTORY_DB_H

#include <errno.h>
#include <sqlite3.h>

#include "history/history.h"

struct history {
	sqlite3 *db;
	char *path;
	char *replaces; /* rebuilding: the file it will be renamed to; else NULL */
	int lock_fd;    /* shared flock on the folder: nobody renames the file under us; -1: none */
};

/* Fills @err with what SQLite's result @code means for @path; returns -errno. */
int db_fail(const struct history *history, int code, struct store_err *err);
int db_exec(struct history *history, const char *sql, struct store_err *err);
int db_prepare(struct history *history, const char *sql, sqlite3_stmt **out, struct store_err *err);
/* 1: a row, 0: done; else -errno with @err filled. */
int db_step(struct history *history, sqlite3_stmt *stmt, struct store_err *err);
/* The first value of the first row; -EUCLEAN: no row. */
int db_get_int(struct history *history, const char *sql, int64_t *out, struct store_err *err);
/* A copy; "" for NULL. NULL: no memory. */
char *db_text(sqlite3_stmt *stmt, int column);
/* NULL is bound as "". The text must stay until the statement is reset. */
void db_bind_text(sqlite3_stmt *stmt, int index, const char *text);
int db_no_memory(const struct history *history, struct store_err *err);

/* Lock on the folder of @path (LOCK_SH, LOCK_EX): 0 and *fd; -EBUSY after history_wait_ms; -errno when there
 * is no such folder, or none that may be read. */
int db_lock_folder(const char *path, int operation, int *fd, struct store_err *err);
/* What SQLite would wait for, or make: a FIFO, a folder, a file where there is none. 0 or -errno. */
int db_check_file(const char *path, bool is_writer, struct store_err *err);
/* Opens @path, which the caller has locked, and sets it up; no look at what it holds. */
int db_open_file(const char *path, int flags, struct history **out, struct store_err *err);
/* 0: ours; -ENODATA: nothing in it yet; -EUCLEAN, -ENOTSUP, ... with @err filled. */
int db_check(struct history *history, struct store_err *err);
int db_make_tables(struct history *history, struct store_err *err);

/* Of a database with another program's application_id, and of one with tables but none. */
#define DB_FOREIGN (-EMEDIUMTYPE)

#endif
