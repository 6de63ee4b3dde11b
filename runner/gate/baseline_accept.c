/* SPDX-License-Identifier: Apache-2.0 */
/* A run becomes what later ones are held against: all of it or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "gate/baseline_merge.h"
#include "store/file.h"
#include "store/staging.h"

#define NAMED_MAX 3u /* cells that a refusal names */

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

/* The names of the first cells that are not well, and how many more. */
static int refuse_cells(const struct run *run, struct store_err *err)
{
	char *names = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&names, &size);
	size_t n_failed = run_n_failed(run);
	size_t n_named = 0;
	int error;

	for (size_t i = 0; out != NULL && i < run->n_cells && n_named < NAMED_MAX; i++) {
		const struct cell *cell = &run->cells[i];
		char *name = cell_is_failed(cell) ? cell_name(cell) : NULL;

		if (name != NULL) {
			fprintf(out, "%s%s is %s (%.80s)", n_named++ > 0 ? "; " : "", name,
				cell->status == CELL_SPOILED ? "spoiled" : "missing",
				cell->error != NULL ? cell->error : "");
		}
		free(name);
	}
	if (out != NULL && n_failed > n_named) {
		fprintf(out, "; %zu more", n_failed - n_named);
	}
	if (out == NULL || file_finish(out, &names) != 0) {
		return store_fail(err, ENOMEM, "out of memory");
	}
	error = store_fail(err, EINVAL,
			   "%s: %s: only a run with a result for every cell can be accepted",
			   run->id, names);
	free(names);
	return error;
}

static int check_run(const struct run *run, const char *reason, struct store_err *err)
{
	if (is_blank(reason)) {
		return store_fail(err, EINVAL,
				  "the reason is empty (one line would be right: what changed the "
				  "figures, and why that is as it should be)");
	}
	if (run->cold || run->load) {
		return store_fail(err, EINVAL,
				  "%s: was measured %s: a baseline is of runs that are warm and "
				  "without load",
				  run->id, run_mode(run));
	}
	if (run_env_text(run, "ab.side")[0] != '\0') {
		return store_fail(err, EINVAL,
				  "%s: is the %s side of an ab (a run of its own would be right: "
				  "trapline run)",
				  run->id, run_env_text(run, "ab.side"));
	}
	return run_n_failed(run) > 0 ? refuse_cells(run, err) : 0;
}

/* One level is made: what is above it is a typing error or not ours. */
static int make_dir(const char *dir, struct store_err *err)
{
	if (mkdir(dir, 0777) == 0 || errno == EEXIST) {
		return 0;
	}
	return store_fail(err, errno, "%s: cannot be made: %s%s", dir, strerror(errno),
			  file_advice(errno));
}

static char *new_path(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/.new-%s", dir, name) < 0 ? NULL : path;
}

/* What is on disk gives the same text again, so it says all that was meant. */
static int read_back(const char *path, const char *text, struct store_err *err)
{
	struct baseline_file file;
	char *again = NULL;
	size_t size = 0;
	int error = baseline_read_any_name(path, &file, err);

	if (error != 0) {
		return error;
	}
	if (baseline_format(&file, &again, &size) != 0) {
		error = store_fail(err, ENOMEM, "%s: out of memory", path);
	} else if (strcmp(text, again) != 0) {
		error = store_fail(err, EIO, "%s: reads back other than it was written", path);
	}
	free(again);
	baseline_file_free(&file);
	return error;
}

static int write_new(const char *dir, const struct baseline_group *group, struct store_err *err)
{
	char *path = new_path(dir, group->name);
	char *text = NULL;
	size_t size = 0;
	int error;

	if (path == NULL || baseline_format(&group->file, &text, &size) != 0) {
		free(path);
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	unlink(path); /* of a writer that was killed: whoever holds the lock is the only one */
	error = file_write(path, text, size, err);
	if (error == 0) {
		error = read_back(path, text, err);
		if (error != 0) {
			unlink(path);
		}
	}
	free(text);
	free(path);
	return error;
}

/* The old file takes the other name, so that there is a way back; where the file system cannot, it is replaced. */
static int put_in_place(const char *from, const char *to, struct baseline_group *group)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0) {
		group->place = PLACE_SWAPPED;
		return 0;
	}
	if (errno != ENOENT && errno != EINVAL && errno != ENOSYS) {
		return -errno;
	}
	group->place = errno == ENOENT ? PLACE_MADE : PLACE_REPLACED;
	if (rename(from, to) != 0) {
		group->place = PLACE_OLD;
		return -errno;
	}
	return 0;
}

static int move_new(const char *dir, struct baseline_group *group, struct store_err *err)
{
	char *from = new_path(dir, group->name);
	char *to = file_join(dir, group->name);
	int error = from != NULL && to != NULL ? put_in_place(from, to, group) : -ENOMEM;

	if (error != 0) {
		store_fail(err, -error, "%s/%s: cannot be replaced: %s%s", dir, group->name,
			   strerror(-error), file_advice(-error));
	}
	free(from);
	free(to);
	return error;
}

/* As it was before move_new(). */
static void move_back(const char *dir, struct baseline_group *group)
{
	char *from = new_path(dir, group->name);
	char *to = file_join(dir, group->name);

	if (from != NULL && to != NULL && group->place == PLACE_SWAPPED) {
		renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE);
	} else if (to != NULL && group->place == PLACE_MADE) {
		unlink(to);
	}
	free(from);
	free(to);
}

static void remove_new(const char *dir, const struct baseline_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		char *path = new_path(dir, groups->items[i].name);

		if (path != NULL) {
			unlink(path);
		}
		free(path);
	}
}

/* All of them are on disk before the first takes its name. */
static int replace(const char *dir, struct baseline_groups *groups, struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < groups->n; i++) {
		if (groups->items[i].n_lines > 0) {
			error = write_new(dir, &groups->items[i], err);
		}
	}
	for (size_t i = 0; error == 0 && i < groups->n; i++) {
		if (groups->items[i].n_lines > 0) {
			error = move_new(dir, &groups->items[i], err);
		}
	}
	if (error == 0) {
		error = file_sync_dir(dir, err);
	}
	for (size_t i = 0; error != 0 && i < groups->n; i++) {
		move_back(dir, &groups->items[i]);
	}
	remove_new(dir, groups); /* now the old ones, or what was not moved */
	return error;
}

/* What every file's accept says; its cells are none yet. */
static int make_change(const struct run *run, const char *reason, struct baseline_change *out)
{
	time_t now = time(NULL);
	char when[32];
	struct tm utc;

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	*out = (struct baseline_change){
		.when = strdup(when),
		.run = strdup(run->id),
		.reason = strdup(reason),
	};
	if (asprintf(&out->revision, "%s%s", run_env_text(run, "source.revision"),
		     run_is_dirty(run) ? "-dirty" : "") < 0) {
		out->revision = NULL;
	}
	return out->when == NULL || out->run == NULL || out->reason == NULL || out->revision == NULL
		       ? -ENOMEM
		       : 0;
}

/* Of each file, what its last accept says. */
static int report(const struct baseline_groups *groups, struct baseline_accepted *out)
{
	out->files = calloc(groups->n + 1, sizeof(*out->files));
	if (out->files == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < groups->n; i++) {
		struct baseline_group *group = &groups->items[i];
		struct baseline_change *change;

		out->n_new += group->n_new;
		out->n_changed += group->n_changed;
		out->n_kept += group->n_kept;
		if (group->n_new + group->n_changed == 0) {
			continue;
		}
		change = &group->file.accepted[group->file.n_accepted - 1];
		out->files[out->n_files++] = (struct baseline_written){
			.name = group->name,
			.cells = change->cells,
			.n_cells = change->n_cells,
		};
		group->name = NULL;
		change->cells = NULL;
		change->n_cells = 0;
	}
	return 0;
}

void baseline_accepted_free(struct baseline_accepted *accepted)
{
	for (size_t i = 0; i < accepted->n_files; i++) {
		struct baseline_written *file = &accepted->files[i];

		for (size_t j = 0; j < file->n_cells; j++) {
			free(file->cells[j]);
		}
		free(file->cells);
		free(file->name);
	}
	free(accepted->files);
	*accepted = (struct baseline_accepted){ 0 };
}

/* With the lock on @dir. */
static int accept(const char *dir, struct figure_set *set, const struct baseline_change *change,
		  struct baseline_accepted *out, struct store_err *err)
{
	struct baseline_groups groups = { 0 };
	int error = baseline_merge(dir, set, change, &groups, err);

	if (error == 0) {
		error = replace(dir, &groups, err);
	}
	if (error == 0 && report(&groups, out) != 0) {
		error = store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	baseline_groups_free(&groups);
	return error;
}

int baseline_accept(const char *dir, const struct run *run, const char *reason,
		    struct baseline_accepted *out, struct store_err *err)
{
	struct baseline_accepted done = { 0 };
	struct baseline_change change = { 0 };
	struct figure_set set = { 0 };
	int error = check_run(run, reason, err);
	int lock;

	if (error == 0) {
		error = make_dir(dir, err);
	}
	if (error != 0) {
		return error;
	}
	lock = staging_lock(dir, LOCK_EX);
	if (make_change(run, reason, &change) != 0 || figures_of_run(run, &set) != 0) {
		error = store_fail(err, ENOMEM, "%s: out of memory", dir);
	} else {
		error = accept(dir, &set, &change, &done, err);
	}
	staging_unlock(lock);
	figure_set_free(&set);
	baseline_change_free(&change);
	if (error != 0) {
		baseline_accepted_free(&done);
		return error;
	}
	*out = done;
	return 0;
}
