/* SPDX-License-Identifier: Apache-2.0 */
#include "history/db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "store/file.h"
#include "store/staging.h"

#define LOCK_STEP_MS 20

int history_wait_ms = 5000;

int db_no_memory(const struct history *history, struct store_err *err)
{
	return store_fail(err, ENOMEM, "%s: out of memory", history->path);
}

static int fail_locked(const char *path, struct store_err *err)
{
	return store_fail(
		err, EBUSY,
		"%s: another program has it locked, and did for %d s (try again when that "
		"is done)",
		path, history_wait_ms / 1000);
}

/* A failed write: the system knows more than SQLite's words for it. */
static int fail_io(const struct history *history, struct store_err *err)
{
	int error = sqlite3_system_errno(history->db);

	error = error != 0 ? error : EIO;
	return store_fail(err, error,
			  "%s: cannot be read or written: %s (nothing was "
			  "changed)",
			  history->path, strerror(error));
}

int db_fail(const struct history *history, int code, struct store_err *err)
{
	const char *path = history->path;

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		return db_no_memory(history, err);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fail_locked(path, err);
	case SQLITE_FULL:
		return store_fail(err, ENOSPC,
				  "%s: cannot grow: the disk is full (nothing was changed; free "
				  "some space)",
				  path);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return store_fail(err, EROFS,
				  "%s: is read-only (one that may be written would be right)",
				  path);
	case SQLITE_CANTOPEN:
		return store_fail(
			err, EACCES,
			"%s: it, or the journal beside it, cannot be opened (a folder that "
			"may be written would be right)",
			path);
	case SQLITE_IOERR:
		return fail_io(history, err);
	case SQLITE_NOTADB:
		return store_fail(err, EUCLEAN,
				  "%s: is no SQLite database (trapline history rebuild keeps it "
				  "aside and makes one from the run folders)",
				  path);
	default:
		return store_fail(err, EUCLEAN,
				  "%s: is damaged: %s (trapline history rebuild keeps it aside and "
				  "makes another from the run folders)",
				  path, sqlite3_errmsg(history->db));
	}
}

int db_exec(struct history *history, const char *sql, struct store_err *err)
{
	int code = sqlite3_exec(history->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : db_fail(history, code, err);
}

int db_prepare(struct history *history, const char *sql, sqlite3_stmt **out, struct store_err *err)
{
	int code = sqlite3_prepare_v2(history->db, sql, -1, out, NULL);

	return code == SQLITE_OK ? 0 : db_fail(history, code, err);
}

int db_step(struct history *history, sqlite3_stmt *stmt, struct store_err *err)
{
	int code = sqlite3_step(stmt);

	if (code == SQLITE_ROW) {
		return 1;
	}
	return code == SQLITE_DONE ? 0 : db_fail(history, code, err);
}

int db_get_int(struct history *history, const char *sql, int64_t *out, struct store_err *err)
{
	sqlite3_stmt *stmt;
	int error = db_prepare(history, sql, &stmt, err);

	if (error != 0) {
		return error;
	}
	error = db_step(history, stmt, err);
	if (error == 1) {
		*out = sqlite3_column_int64(stmt, 0);
		error = 0;
	} else if (error == 0) {
		error = db_fail(history, SQLITE_CORRUPT, err);
	}
	sqlite3_finalize(stmt);
	return error;
}

char *db_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return strdup(text != NULL ? text : "");
}

void db_bind_text(sqlite3_stmt *stmt, int index, const char *text)
{
	/* It fails only for want of memory, or for an index that is none; the step then says so: the
	 * columns are NOT NULL. */
	sqlite3_bind_text(stmt, index, text != NULL ? text : "", -1, SQLITE_STATIC);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL) {
		return strdup(".");
	}
	return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

int db_lock_folder(const char *path, int operation, int *fd, struct store_err *err)
{
	const struct timespec step = { .tv_nsec = LOCK_STEP_MS * 1000000L };
	char *folder = folder_of(path);
	int error;
	int got;

	if (folder == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", path);
	}
	for (int waited_ms = 0;; waited_ms += LOCK_STEP_MS) {
		got = staging_lock(folder, operation | LOCK_NB);
		error = errno;
		if (got >= 0 || error != EWOULDBLOCK || waited_ms >= history_wait_ms) {
			break;
		}
		nanosleep(&step, NULL);
	}
	free(folder);
	if (got < 0) {
		return error == EWOULDBLOCK
			       ? fail_locked(path, err)
			       : store_fail(err, error, "%s: its folder cannot be opened: %s", path,
					    strerror(error));
	}
	*fd = got;
	return 0;
}
