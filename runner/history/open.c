/* SPDX-License-Identifier: Apache-2.0 */
/* Opening: what file it is, and the tables of a new one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history/db.h"
#include "store/file.h"
#include "store/staging.h"

#define APPLICATION_ID     0x54524c48 /* "TRLH" */
#define TEXT_OF(macro)     TEXT_OF_EACH(macro)
#define TEXT_OF_EACH(text) #text

/* figure is stored in the order of its key, so that one cell's history is read in one go. */
static const char tables_sql[] =
	"BEGIN EXCLUSIVE;"
	"CREATE TABLE run(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, started TEXT NOT NULL,"
	" suite TEXT NOT NULL, revision TEXT NOT NULL, dirty INTEGER NOT NULL, mode TEXT NOT NULL,"
	" wall_s REAL NOT NULL, cells INTEGER NOT NULL, without INTEGER NOT NULL) STRICT;"
	"CREATE INDEX run_by_time ON run(started, name);"
	"CREATE TABLE cell(id INTEGER PRIMARY KEY, board TEXT NOT NULL, cpu TEXT NOT NULL,"
	" benchmark TEXT NOT NULL, host TEXT NOT NULL, flags TEXT NOT NULL,"
	" toolchain TEXT NOT NULL, switch TEXT NOT NULL, vectors TEXT NOT NULL,"
	" clock TEXT NOT NULL, hal TEXT NOT NULL, qemu TEXT NOT NULL, mode TEXT NOT NULL,"
	" unit TEXT NOT NULL, runs INTEGER NOT NULL, UNIQUE(board, cpu, benchmark, hal, host,"
	" flags, toolchain, switch, vectors, clock, qemu, mode, unit)) STRICT;"
	"CREATE TABLE figure(cell INTEGER NOT NULL REFERENCES cell(id),"
	" run INTEGER NOT NULL REFERENCES run(id), boot INTEGER NOT NULL, layout INTEGER NOT NULL,"
	" n INTEGER NOT NULL, median REAL NOT NULL, p99 REAL NOT NULL, mean REAL NOT NULL,"
	" exits REAL NOT NULL, PRIMARY KEY(cell, run, boot)) STRICT, WITHOUT ROWID;"
	"PRAGMA application_id = " TEXT_OF(APPLICATION_ID) ";"
							   "PRAGMA user_version = " TEXT_OF(
								   HISTORY_SCHEMA) ";"
										   "COMMIT";

/* "file:PATH?immutable=1"; NULL: no memory. */
static char *immutable_uri(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	fputs("file:", out);
	for (const char *at = path; *at != '\0'; at++) {
		fprintf(out, strchr("%?#", *at) != NULL ? "%%%02x" : "%c", (unsigned)*at & 0xff);
	}
	fputs("?immutable=1", out);
	return file_finish(out, &text) == 0 ? text : NULL;
}

static int set_up(struct history *history, struct store_err *err)
{
	sqlite3_extended_result_codes(history->db, 1);
	sqlite3_busy_timeout(history->db, history_wait_ms);
	/* The file may come from elsewhere: nothing in its schema is run. */
	sqlite3_db_config(history->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(history->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(history->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(history->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return db_exec(history, "PRAGMA cell_size_check = ON", err);
}

int db_open_file(const char *path, int flags, struct history **out, struct store_err *err)
{
	struct history *history = calloc(1, sizeof(*history));
	int code;
	int error;

	if (history == NULL || (history->path = strdup(path)) == NULL) {
		free(history);
		store_fail(err, ENOMEM, "%s: out of memory", path);
		return -ENOMEM;
	}
	history->lock_fd = -1;
	if ((flags & SQLITE_OPEN_URI) != 0) {
		char *uri = immutable_uri(path);

		code = uri != NULL ? sqlite3_open_v2(uri, &history->db, flags, NULL) : SQLITE_NOMEM;
		free(uri);
	} else {
		code = sqlite3_open_v2(path, &history->db, flags, NULL);
	}
	error = code == SQLITE_OK ? set_up(history, err) : db_fail(history, code, err);
	if (error != 0) {
		history_close(history);
		return error;
	}
	*out = history;
	return 0;
}

int db_make_tables(struct history *history, struct store_err *err)
{
	int error = db_exec(history, tables_sql, err);

	if (error != 0) {
		sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return error;
}

int db_check(struct history *history, struct store_err *err)
{
	int64_t application = 0;
	int64_t version = 0;
	int64_t tables = 0;
	int error = db_get_int(history, "PRAGMA application_id", &application, err);

	if (error == 0) {
		error = db_get_int(history, "PRAGMA user_version", &version, err);
	}
	if (error == 0) {
		error = db_get_int(history, "SELECT count(*) FROM sqlite_schema", &tables, err);
	}
	if (error != 0) {
		return error;
	}
	if (application == 0 && version == 0 && tables == 0) {
		return -ENODATA;
	}
	if (application != APPLICATION_ID) {
		return store_fail(err, -DB_FOREIGN,
				  "%s: is a database of another program and is left as it is (a "
				  "history of trapline would be right)",
				  history->path);
	}
	if (version != HISTORY_SCHEMA) {
		return store_fail(err, ENOTSUP,
				  "%s: has schema %lld (this trapline knows %d: use the one that "
				  "made it, or trapline history rebuild, which keeps it aside)",
				  history->path, (long long)version, HISTORY_SCHEMA);
	}
	return 0;
}

int db_check_file(const char *path, bool is_writer, struct store_err *err)
{
	struct stat st;

	if (stat(path, &st) == 0) {
		return S_ISREG(st.st_mode) ? 0
					   : store_fail(err, EMEDIUMTYPE,
							"%s: is no regular file (one would be "
							"right)",
							path);
	}
	if (errno == ENOENT && is_writer) {
		return 0;
	}
	if (errno == ENOENT) {
		return store_fail(
			err, ENOENT,
			"%s: there is none (trapline history import makes it from the run "
			"folders)",
			path);
	}
	return store_fail(err, errno, "%s: cannot be read: %s", path, strerror(errno));
}

static int prepare_writer(struct history *history, struct store_err *err)
{
	int error = db_check(history, err);

	if (error == -ENODATA) {
		error = db_make_tables(history, err);
		if (error == -EUCLEAN || error == -EBUSY) {
			error = db_check(history, err); /* somebody else was making them */
		}
	}
	/* Readers go on while a run is imported. */
	return error == 0 ? db_exec(history, "PRAGMA journal_mode = WAL", err) : error;
}

static int prepare_reader(struct history *history, struct store_err *err)
{
	int error = db_check(history, err);

	if (error == -ENODATA) {
		error = store_fail(err, ENOENT,
				   "%s: is empty (trapline history import fills it from the run "
				   "folders)",
				   history->path);
	}
	return error == 0 ? db_exec(history, "PRAGMA query_only = ON", err) : error;
}

/* Where no journal can be made nobody writes either, and without one the file is all there is. */
static bool has_journal(const char *path)
{
	struct stat st;
	char *journal;
	bool has = true;

	if (asprintf(&journal, "%s-wal", path) >= 0) {
		has = stat(journal, &st) == 0 && st.st_size > 0;
		free(journal);
	}
	return has;
}

static int open_reader(const char *path, struct history **out, struct store_err *err)
{
	/* Not read-only: such a connection cannot take away the journal that it had to make. */
	int error = db_open_file(path, SQLITE_OPEN_READWRITE, out, err);

	if (error != 0) {
		return error;
	}
	error = prepare_reader(*out, err);
	if ((error != -EACCES && error != -EROFS) || has_journal(path)) {
		return error;
	}
	history_close(*out);
	*out = NULL;
	error = db_open_file(path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, out, err);
	return error == 0 ? prepare_reader(*out, err) : error;
}

static int open_locked(const char *path, bool is_writer, struct history **out,
		       struct store_err *err)
{
	int error;

	if (!is_writer) {
		return open_reader(path, out, err);
	}
	error = db_open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, out, err);
	return error == 0 ? prepare_writer(*out, err) : error;
}

int history_open(const char *path, bool is_writer, struct history **out, struct store_err *err)
{
	struct history *history = NULL;
	int lock_fd = -1;
	int error = db_check_file(path, is_writer, err);

	if (error == 0) {
		error = db_lock_folder(path, LOCK_SH, &lock_fd, err);
	}
	if (error != 0) {
		return error;
	}
	error = open_locked(path, is_writer, &history, err);
	if (error != 0) {
		history_close(history);
		staging_unlock(lock_fd);
		return error;
	}
	history->lock_fd = lock_fd;
	*out = history;
	return 0;
}

void history_close(struct history *history)
{
	if (history == NULL) {
		return;
	}
	sqlite3_close(history->db);
	if (history->replaces != NULL) {
		unlink(history->path);
	}
	staging_unlock(history->lock_fd);
	free(history->replaces);
	free(history->path);
	free(history);
}
