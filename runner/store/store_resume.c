/* SPDX-License-Identifier: Apache-2.0 */
/* Going on with a run that was interrupted. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/store_parts.h"

static bool ends_in(const char *name, const char *suffix)
{
	size_t len = strlen(name);
	size_t suffix_len = strlen(suffix);

	return len > suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

/* What a run that goes on is made from: the rest is made again from it. */
static bool is_plan(const char *name)
{
	return strcmp(name, STAGING_PLAN) == 0 || (ends_in(name, ".yaml") && name[0] != '.');
}

static bool is_of_boot(const char *name)
{
	return (ends_in(name, ".log") || ends_in(name, ".end")) && strncmp(name, "build-", 6) != 0;
}

/* Calls @what for every entry of @dir but . and .. until it fails. 0 or -errno. */
static int for_each(const char *dir, int (*what)(const char *path, const char *name, void *arg),
		    void *arg)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	int error = stream == NULL ? -errno : 0;

	while (stream != NULL && error == 0 && (entry = readdir(stream)) != NULL) {
		char *path;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		path = file_join(dir, entry->d_name);
		error = path == NULL ? -ENOMEM : what(path, entry->d_name, arg);
		free(path);
	}
	if (stream != NULL) {
		closedir(stream);
	}
	return error;
}

static int remove_made(const char *path, const char *name, void *arg)
{
	(void)arg;
	return is_plan(name) || strcmp(name, "logs") == 0 ? 0 : file_remove_tree(path);
}

struct copying {
	const char *to;
	bool (*is_wanted)(const char *name);
};

static int copy_wanted(const char *path, const char *name, void *arg)
{
	const struct copying *c = arg;
	struct store_err err;
	char *bytes = NULL;
	size_t size = 0;
	char *to;
	int error;

	if (!c->is_wanted(name)) {
		return 0;
	}
	to = file_join(c->to, name);
	error = to == NULL ? -ENOMEM : file_read(path, &bytes, &size, &err);
	if (error == 0) {
		error = file_replace(to, bytes, size);
	}
	free(bytes);
	free(to);
	return error;
}

static int copy_all(const char *from, const char *to, bool (*is_wanted)(const char *name))
{
	struct copying c = { .to = to, .is_wanted = is_wanted };

	return for_each(from, copy_wanted, &c);
}

static int copy_stored(struct store *st, const char *dir, struct store_err *err)
{
	int error = store_make_staging(st, err);
	char *from = file_join(dir, "logs");
	char *to = error == 0 ? file_join(st->staging, "logs") : NULL;

	if (error == 0) {
		error = from == NULL || to == NULL ? -ENOMEM : copy_all(dir, st->staging, is_plan);
		if (error == 0) {
			error = copy_all(from, to, is_of_boot);
		}
		if (error != 0) {
			store_fail(err, -error, "%s: cannot be copied to %s: %s%s", dir,
				   st->staging, strerror(-error), file_advice(-error));
			file_remove_tree(st->staging); /* the run itself is where it was */
		}
	}
	free(from);
	free(to);
	st->replaces = true;
	return error;
}

/* Its name says whose it is from now on. */
static int take_over(struct store *st, const char *dir, struct store_err *err)
{
	char *staging = NULL;
	int error = 0;

	st->lock_fd = staging_lock(dir, LOCK_EX | LOCK_NB);
	if (st->lock_fd < 0) {
		error = errno;
		return store_fail(err, error == EWOULDBLOCK ? EBUSY : error, "%s: %s", dir,
				  error == EWOULDBLOCK
					  ? "is still being written by another trapline"
					  : strerror(error));
	}
	if (asprintf(&staging, "%s/" STAGING_PREFIX "%s.%ld", st->runs_dir, st->id,
		     (long)getpid()) < 0) {
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	if (rename(dir, staging) != 0) {
		error = errno;
		free(staging);
		return store_fail(err, error, "%s: cannot be renamed: %s%s", dir, strerror(error),
				  file_advice(error));
	}
	st->staging = staging;
	error = for_each(staging, remove_made, NULL);
	if (error != 0) {
		return store_fail(err, -error, "%s: cannot be cleared: %s%s", staging,
				  strerror(-error), file_advice(-error));
	}
	return store_make_subfolder(staging, "plots", err);
}

/* @dir without links: .../runs/NAME. */
static int open_dir(struct store *st, char *dir, struct store_err *err)
{
	const char *name = strrchr(dir, '/') + 1;
	char *left_id = staging_id_of(dir);
	int runs_lock;
	int error;

	st->runs_dir = strndup(dir, (size_t)(name - 1 - dir));
	if (st->runs_dir == NULL || !ends_in(st->runs_dir, "/runs")) {
		free(left_id);
		return store_fail(err, EINVAL, "%s: is no run's folder (RESULTS/runs/ID would be)",
				  dir);
	}
	st->out_dir = strndup(st->runs_dir, strlen(st->runs_dir) - strlen("/runs"));
	st->id = left_id != NULL ? left_id : strdup(name);
	if (st->out_dir == NULL || st->id == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	runs_lock = staging_lock(st->runs_dir, LOCK_EX);
	error = left_id != NULL ? take_over(st, dir, err) : copy_stored(st, dir, err);
	staging_unlock(runs_lock);
	if (error == 0 && left_id != NULL) {
		char *stored = file_join(st->runs_dir, st->id);

		st->replaces = stored != NULL && access(stored, F_OK) == 0;
		free(stored);
	}
	return error;
}

int store_resume(const char *dir, struct store **out, struct store_err *err)
{
	struct store *st = calloc(1, sizeof(*st));
	char *real = realpath(dir, NULL);
	int error;

	err->text[0] = '\0';
	if (st == NULL || real == NULL) {
		error = real == NULL ? errno : ENOMEM;
		free(st);
		free(real);
		return store_fail(err, error, "%s: %s", dir, strerror(error));
	}
	st->lock_fd = -1;
	error = open_dir(st, real, err);
	free(real);
	if (error != 0) {
		store_close(st);
		return error;
	}
	*out = st;
	return 0;
}

/* Where the two cannot be exchanged: for a moment there is none of this name, and what a kill leaves then can
 * be resumed. */
static int put_by_turns(const struct store *st, const char *final_dir)
{
	char *old = NULL;
	int error = 0;

	if (asprintf(&old, "%s/" STAGING_PREFIX "%s-before.%ld", st->runs_dir, st->id,
		     (long)getpid()) < 0) {
		return -ENOMEM;
	}
	if (rename(final_dir, old) != 0) {
		error = -errno;
	} else if (rename(st->staging, final_dir) != 0) {
		error = -errno;
		if (rename(old, final_dir) != 0) {
			error = -errno;
		}
	} else {
		file_remove_tree(old);
	}
	free(old);
	return error;
}

int store_put_in_place(struct store *st, const char *final_dir, struct store_err *err)
{
	int error = 0;

	if (renameat2(AT_FDCWD, st->staging, AT_FDCWD, final_dir, RENAME_EXCHANGE) == 0) {
		file_remove_tree(st->staging); /* what it was before */
	} else {
		error = put_by_turns(st, final_dir);
	}
	if (error != 0) {
		return store_fail(err, -error, "%s: cannot be put in the place of %s: %s%s",
				  st->staging, final_dir, strerror(-error), file_advice(-error));
	}
	free(st->staging);
	st->staging = NULL;
	return 0;
}
