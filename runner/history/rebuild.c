/* SPDX-License-Identifier: Apache-2.0 */
/* A new file beside the old one, and one rename. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "history/db.h"
#include "store/file.h"
#include "store/staging.h"

#define NEW_SUFFIX ".new-" /* and the process that makes it */
#define KEPT_TRIES 1000u

/* What SQLite has beside a file; the first is the file. */
static const char *const parts[] = { "", "-wal", "-shm", "-journal" };

#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

/* Before a file is replaced: whether it is one of ours. 0 ours, empty or none; -EUCLEAN damaged, -ENOTSUP of a
 * later schema: to be kept aside; anything else: to be left. */
static int look_at_old(const char *path, struct store_err *err)
{
	struct history *old = NULL;
	int error;

	if (access(path, F_OK) != 0) {
		return 0;
	}
	error = db_open_file(path, SQLITE_OPEN_READWRITE, &old, err);
	if (error == 0) {
		error = db_check(old, err);
	}
	history_close(old);
	return error == -ENODATA ? 0 : error;
}

static bool is_to_stay(int error)
{
	return error != 0 && error != -EUCLEAN && error != -ENOTSUP;
}

static bool is_process_gone(const char *text)
{
	char *end;
	long pid = strtol(text, &end, 10);

	return isdigit((unsigned char)text[0]) && *end == '\0' && pid > 0 &&
	       kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

/* What killed rebuilds of @path left. Best effort: it is in nobody's way. */
static void clear_leftovers(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char *folder = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup("./");
	DIR *dir = folder != NULL ? opendir(folder) : NULL;
	size_t len = strlen(name);

	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		const char *at = entry->d_name;

		if (strncmp(at, name, len) == 0 &&
		    strncmp(at + len, NEW_SUFFIX, strlen(NEW_SUFFIX)) == 0 &&
		    is_process_gone(at + len + strlen(NEW_SUFFIX))) {
			unlinkat(dirfd(dir), at, 0);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	free(folder);
}

/* It is whole or it is nothing, and is put on disk at the end: its journal need not be. */
static int begin_new(struct history *history, struct store_err *err)
{
	int error = db_exec(history,
			    "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
			    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -65536",
			    err);

	return error == 0 ? db_make_tables(history, err) : error;
}

int history_rebuild_begin(const char *path, struct history **out, struct store_err *err)
{
	struct history *history = NULL;
	char *fresh = NULL;
	int error = db_check_file(path, true, err);

	if (error != 0) {
		return error;
	}
	error = look_at_old(path, err);
	if (is_to_stay(error)) {
		return error;
	}
	clear_leftovers(path);
	if (asprintf(&fresh, "%s" NEW_SUFFIX "%ld", path, (long)getpid()) < 0) {
		return store_fail(err, ENOMEM, "%s: out of memory", path);
	}
	unlink(fresh); /* of a killed process that had our number */
	error = db_open_file(fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &history, err);
	free(fresh);
	if (error != 0) {
		return error;
	}
	history->replaces = strdup(path);
	error = history->replaces != NULL ? begin_new(history, err) : db_no_memory(history, err);
	if (error != 0) {
		history_close(history);
		return error;
	}
	*out = history;
	return 0;
}

/* How many runs @path has that the new file @fresh does not: their folders are gone. */
static int count_lost(const char *path, const char *fresh, int64_t *n, struct store_err *err)
{
	struct history *old = NULL;
	sqlite3_stmt *stmt;
	int error = db_open_file(path, SQLITE_OPEN_READWRITE, &old, err);

	if (error != 0) {
		return error;
	}
	error = db_prepare(old, "ATTACH ?1 AS fresh", &stmt, err);
	if (error == 0) {
		db_bind_text(stmt, 1, fresh);
		error = db_step(old, stmt, err);
		sqlite3_finalize(stmt);
	}
	if (error == 0) {
		error = db_get_int(old,
				   "SELECT count(*) FROM main.run WHERE name NOT IN (SELECT name "
				   "FROM fresh.run)",
				   n, err);
	}
	history_close(old);
	return error;
}

/* All of it into the one file: a journal left beside the new one would be taken for its own. */
static int close_journal(const char *path, struct store_err *err)
{
	struct history *old = NULL;
	int error = db_open_file(path, SQLITE_OPEN_READWRITE, &old, err);

	if (error == 0) {
		error = db_exec(old, "PRAGMA journal_mode = DELETE", err);
	}
	history_close(old);
	return error;
}

static int move_part(const char *from, const char *to, const char *part)
{
	char *old_name = NULL;
	char *new_name = NULL;
	int error = 0;

	if (asprintf(&old_name, "%s%s", from, part) < 0 ||
	    asprintf(&new_name, "%s%s", to, part) < 0) {
		error = -ENOMEM;
	} else if (renameat2(AT_FDCWD, old_name, AT_FDCWD, new_name, RENAME_NOREPLACE) != 0) {
		error = errno == ENOENT && part[0] != '\0' ? 0 : -errno;
	}
	free(old_name);
	free(new_name);
	return error;
}

/* PATH.kept-1, or the next that is free. Whoever calls has the folder's lock. */
static int find_kept_name(const char *path, char *kept, size_t size)
{
	for (unsigned i = 1; i <= KEPT_TRIES; i++) {
		if (snprintf(kept, size, "%s.kept-%u", path, i) >= (int)size) {
			return -ENAMETOOLONG;
		}
		if (access(kept, F_OK) != 0) {
			return 0;
		}
	}
	return -EEXIST;
}

static int keep_aside(const char *path, char *kept, size_t size, struct store_err *err)
{
	int error = find_kept_name(path, kept, size);

	/* The file last: as long as it is there, so is what belongs to it. */
	for (size_t part = N_PARTS; error == 0 && part > 0; part--) {
		error = move_part(path, kept, parts[part - 1]);
	}
	if (error != 0) {
		kept[0] = '\0';
		return store_fail(err, -error, "%s: cannot be kept aside: %s", path,
				  strerror(-error));
	}
	return 0;
}

static int finish_new(struct history *history, struct store_err *err)
{
	int fd;
	int error;

	sqlite3_close(history->db);
	history->db = NULL;
	fd = open(history->path, O_RDONLY | O_CLOEXEC);
	error = fd < 0 || fsync(fd) != 0 ? errno : 0;
	if (fd >= 0) {
		close(fd);
	}
	return error == 0 ? 0
			  : store_fail(err, error, "%s: cannot be put on disk: %s%s", history->path,
				       strerror(error), file_advice(error));
}

static int replace(struct history *history, char *kept, size_t size, struct store_err *err)
{
	const char *path = history->replaces;
	bool is_there = access(path, F_OK) == 0;
	int64_t n_lost = 0;
	int error = look_at_old(path, err);

	if (error == 0 && is_there) {
		error = count_lost(path, history->path, &n_lost, err);
	}
	if (is_to_stay(error)) {
		return error;
	}
	if (error == 0 && is_there) {
		error = close_journal(path, err);
	}
	if (error == -EUCLEAN || error == -ENOTSUP || (error == 0 && n_lost > 0)) {
		error = keep_aside(path, kept, size, err);
	}
	if (error != 0) {
		return error;
	}
	if (rename(history->path, path) != 0) {
		return store_fail(err, errno, "%s: cannot be renamed to %s: %s", history->path,
				  path, strerror(errno));
	}
	free(history->replaces);
	history->replaces = NULL; /* no longer to be removed */
	return 0;
}

int history_rebuild_commit(struct history *history, char *kept, size_t size, struct store_err *err)
{
	int error = finish_new(history, err);

	kept[0] = '\0';
	if (error == 0) {
		error = db_lock_folder(history->replaces, LOCK_EX, &history->lock_fd, err);
	}
	return error == 0 ? replace(history, kept, size, err) : error;
}
