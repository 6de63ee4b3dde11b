/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/json.h"
#include "store/junit.h"
#include "store/load.h"
#include "store/pool.h"
#include "store/samples.h"
#include "store/staging.h"
#include "store/store_parts.h"
#include "store/text.h"

static int make_dir(const char *path, bool may_exist, struct store_err *err)
{
	struct stat st;
	int error;

	if (mkdir(path, 0777) == 0) {
		return 0;
	}
	error = errno;
	/* Some file systems say EROFS or EACCES of a folder that is there. */
	if (may_exist && stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode)) {
			return 0;
		}
		error = ENOTDIR;
	}
	return store_fail(err, error, "%s: cannot be made: %s%s", path, strerror(error),
			  file_advice(error));
}

/* mkdir -p */
static int make_dirs(const char *path, struct store_err *err)
{
	char *part = strdup(path);
	int error = 0;

	if (part == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", path);
	}
	for (char *slash = strchr(part + 1, '/'); error == 0 && slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		error = make_dir(part, true, err);
		*slash = '/';
	}
	free(part);
	return error == 0 ? make_dir(path, true, err) : error;
}

int store_make_subfolder(const char *dir, const char *name, struct store_err *err)
{
	char *path = file_join(dir, name);
	int error;

	if (path == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	error = make_dir(path, false, err);
	free(path);
	return error;
}

int store_make_staging(struct store *st, struct store_err *err)
{
	int error;

	if (asprintf(&st->staging, "%s/" STAGING_PREFIX "%s.%ld", st->runs_dir, st->id,
		     (long)getpid()) < 0) {
		st->staging = NULL;
		return store_fail(err, ENOMEM, "%s: out of memory", st->runs_dir);
	}
	error = make_dir(st->staging, false, err);
	if (error != 0) {
		free(st->staging); /* not ours: must not be removed on close */
		st->staging = NULL;
		return error;
	}
	st->lock_fd = staging_lock(st->staging, LOCK_EX | LOCK_NB);
	error = store_make_subfolder(st->staging, "logs", err);
	return error == 0 ? store_make_subfolder(st->staging, "plots", err) : error;
}

static int begin_locked(struct store *st, const char *run_id, struct store_err *err)
{
	int runs_lock = staging_lock(st->runs_dir, LOCK_EX);
	int error;

	staging_clear(st->out_dir, st->runs_dir, &st->kept);
	st->id = staging_free_id(st->runs_dir, run_id);
	error = st->id != NULL ? store_make_staging(st, err)
			       : store_fail(err, EEXIST,
					    "%s/%s: this run, and as many more as are "
					    "tried, exist already",
					    st->runs_dir, run_id);
	staging_unlock(runs_lock);
	return error;
}

int store_begin(const char *out_dir, const char *run_id, struct store **out, struct store_err *err)
{
	struct store *st;
	int error;

	err->text[0] = '\0';
	if (!text_is_name(run_id)) {
		return store_fail(err, EINVAL,
				  "run id '%s' is not a file name of letters, digits and . _ + -",
				  run_id);
	}
	st = calloc(1, sizeof(*st));
	if (st == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", out_dir);
	}
	st->lock_fd = -1;
	st->out_dir = strdup(out_dir);
	st->runs_dir = file_join(out_dir, "runs");
	if (st->out_dir == NULL || st->runs_dir == NULL) {
		store_close(st);
		return store_fail(err, ENOMEM, "%s: out of memory", out_dir);
	}
	error = make_dirs(st->runs_dir, err);
	if (error == 0) {
		error = begin_locked(st, run_id, err);
	}
	if (error != 0) {
		store_close(st);
		return error;
	}
	*out = st;
	return 0;
}

const char *store_dir(const struct store *st)
{
	return st->staging;
}

const char *store_out_dir(const struct store *st)
{
	return st->out_dir;
}

const struct staging_kept *store_kept(const struct store *st)
{
	return &st->kept;
}

const char *store_id(const struct store *st)
{
	return st->id;
}

static int write_file(const struct store *st, const char *name, int made, char *text, size_t size,
		      struct store_err *err)
{
	char *path = file_join(st->staging, name);
	int error;

	if (made != 0 || path == NULL) {
		error = store_fail(err, ENOMEM, "%s/%s: out of memory", st->staging, name);
	} else {
		error = file_write(path, text, size, err);
	}
	free(path);
	free(text);
	return error;
}

/* One test case a cell, whatever boots it has. */
static int write_junit_text(const struct run *run, char **text, size_t *size)
{
	struct run *pool = NULL;
	int error = pool_run(run, &pool);

	if (error == 0) {
		error = junit_write(pool, text, size);
	}
	run_free(pool);
	return error;
}

int store_write(struct store *st, const struct run *run, struct store_err *err)
{
	struct run named = *run;
	struct run *check = NULL;
	char *text = NULL;
	size_t size = 0;
	int error;

	named.id = st->id;
	error = json_write_run(&named, &text, &size, err);
	if (error != 0) {
		return error;
	}
	error = write_file(st, "run.json", 0, text, size, err);
	if (error == 0) {
		text = NULL;
		error = samples_write(&named, &text, &size);
		error = write_file(st, "samples.csv", error, text, size, err);
	}
	if (error == 0) {
		text = NULL;
		error = write_junit_text(&named, &text, &size);
		error = write_file(st, "junit.xml", error, text, size, err);
	}
	/* Read back by the very code that will be asked to trust it. */
	if (error == 0) {
		error = load_folder(st->staging, &check, err);
	}
	run_free(check);
	return error;
}

/* A symlink is ours to move; the rename would put it in the place of a file too. */
static int check_latest(const struct store *st, const char *latest, struct store_err *err)
{
	struct stat is;

	if (lstat(latest, &is) != 0 || S_ISLNK(is.st_mode)) {
		return 0;
	}
	return store_fail(
		err, EEXIST,
		"%s: is not a symlink and is left as it is (move it away, or choose "
		"another folder with --out DIR); the run is complete in runs/%s beside it",
		latest, st->id);
}

/* By symlink and rename: latest is the old run or the new one at every moment. */
static int move_latest(const struct store *st, struct store_err *err)
{
	char *target = NULL;
	char *temp = NULL;
	char *latest = file_join(st->out_dir, "latest");
	int error = 0;

	if (latest == NULL || asprintf(&target, "runs/%s", st->id) < 0 ||
	    asprintf(&temp, "%s/" LATEST_PREFIX "%ld", st->out_dir, (long)getpid()) < 0) {
		error = store_fail(err, ENOMEM, "%s: out of memory", st->out_dir);
		goto out;
	}
	error = check_latest(st, latest, err);
	if (error != 0) {
		goto out;
	}
	unlink(temp); /* of a killed process that had our number */
	if (symlink(target, temp) != 0 || rename(temp, latest) != 0) {
		error = store_fail(err, errno,
				   "%s: cannot be pointed at %s, which is complete: %s%s", latest,
				   target, strerror(errno), file_advice(errno));
		unlink(temp);
	}
out:
	free(target);
	free(temp);
	free(latest);
	return error;
}

/* The caller holds the lock on runs/: nobody can take the name between the test and the rename. */
static int rename_staging(struct store *st, const char *final_dir, struct store_err *err)
{
	if (st->replaces) {
		int error = store_put_in_place(st, final_dir, err);

		return error == 0 ? file_sync_dir(st->runs_dir, err) : error;
	}
	if (access(final_dir, F_OK) == 0) {
		return store_fail(err, EEXIST, "%s: exists already and is left as it is",
				  final_dir);
	}
	if (rename(st->staging, final_dir) != 0) {
		return store_fail(err, errno, "%s: cannot be renamed to %s: %s%s", st->staging,
				  final_dir, strerror(errno), file_advice(errno));
	}
	free(st->staging);
	st->staging = NULL;
	return file_sync_dir(st->runs_dir, err);
}

static int commit_locked(struct store *st, const char *final_dir, struct store_err *err)
{
	int runs_lock = staging_lock(st->runs_dir, LOCK_EX);
	int error = rename_staging(st, final_dir, err);

	if (error == 0 && !st->keeps_latest) {
		error = move_latest(st, err);
	}
	staging_unlock(runs_lock);
	return error == 0 ? file_sync_dir(st->out_dir, err) : error;
}

void store_keep_latest(struct store *st)
{
	st->keeps_latest = true;
}

int store_commit(struct store *st, char **final_dir, struct store_err *err)
{
	char *dir = file_join(st->runs_dir, st->id);
	int error;

	if (dir == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", st->runs_dir);
	}
	error = file_sync_tree(st->staging, err);
	if (error == 0) {
		error = commit_locked(st, dir, err);
	}
	if (error != 0) {
		free(dir);
		return error;
	}
	*final_dir = dir;
	return 0;
}

void store_close(struct store *st)
{
	if (st == NULL) {
		return;
	}
	if (st->staging != NULL && !staging_is_resumable(st->staging)) {
		file_remove_tree(st->staging);
	}
	staging_kept_free(&st->kept);
	staging_unlock(st->lock_fd);
	free(st->out_dir);
	free(st->runs_dir);
	free(st->id);
	free(st->staging);
	free(st);
}
