/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/bisect_work.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/stops.h"
#include "session/image.h"
#include "session/proc.h"
#include "store/file.h"
#include "store/staging.h"

#define PREFIX         "bisect-"
#define GIT_TIMEOUT_MS 120000
#define RUN_TIMEOUT_MS (2 * 3600 * 1000)
#define GIT_ARGS_MAX   16u

int bisect_git(const char *dir, const char *const *args, char *out, size_t size)
{
	const char *argv[GIT_ARGS_MAX] = { "git", "-c", "core.hooksPath=/dev/null" };
	size_t n = 3;
	int status;

	for (size_t i = 0; args[i] != NULL && n < GIT_ARGS_MAX - 1; i++) {
		argv[n++] = args[i];
	}
	status = proc_capture(argv, dir, GIT_TIMEOUT_MS, &stops_asked, out, size);
	out[strcspn(out, "\n")] = '\0';
	return status;
}

static int say_failed(const char *what, const char *path, int error)
{
	fprintf(stderr, "trapline bisect: %s: %s: %s\n", path, what, strerror(error));
	return RC_INCOMPLETE;
}

static int say_no_memory(void)
{
	fprintf(stderr, "trapline bisect: out of memory\n");
	return RC_INCOMPLETE;
}

/*
 * git forgets the worktree; what it left is removed either way. --force twice: git locks a worktree while it makes it,
 * and was killed. The folder is gone before: half of one is none for git.
 */
static void remove_work(const char *root, const char *dir)
{
	char *tree = file_join(dir, "tree");
	char said[64];

	if (tree != NULL) {
		file_remove_tree(tree);
		bisect_git(root,
			   (const char *const[]){ "worktree", "remove", "--force", "--force", tree,
						  NULL },
			   said, sizeof(said));
	}
	free(tree);
	file_remove_tree(dir);
	bisect_git(root, (const char *const[]){ "worktree", "prune", NULL }, said, sizeof(said));
}

/* Whoever has the lock is at work. */
static void clear_leftovers(const char *root, const char *build)
{
	DIR *dir = opendir(build);

	for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
		char *path;
		int fd;

		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0) {
			continue;
		}
		path = file_join(build, entry->d_name);
		fd = path != NULL ? staging_lock(path, LOCK_EX | LOCK_NB) : -1;
		if (fd >= 0) {
			remove_work(root, path);
			staging_unlock(fd);
		}
		free(path);
	}
	if (dir != NULL) {
		closedir(dir);
	}
}

static int say_no_program(const struct store_err *err)
{
	fprintf(stderr, "trapline bisect: %s\n", err->text);
	return RC_INCOMPLETE;
}

/* A copy: one that is built anew meanwhile is another ruler. */
static int copy_program(struct bisect_work *work)
{
	struct store_err err;
	char *bytes;
	size_t size;
	int error;

	work->program = file_join(work->dir, "trapline");
	if (work->program == NULL) {
		return say_no_memory();
	}
	if (file_read("/proc/self/exe", &bytes, &size, &err) != 0) {
		return say_no_program(&err);
	}
	error = file_write(work->program, bytes, size, &err);
	free(bytes);
	if (error != 0) {
		return say_no_program(&err);
	}
	if (chmod(work->program, 0700) != 0) {
		return say_failed("cannot be made a program", work->program, errno);
	}
	return RC_OK;
}

static int make_dir(const char *build, struct bisect_work *work)
{
	char *dir = file_join(build, PREFIX "XXXXXX");

	if (dir == NULL) {
		return say_no_memory();
	}
	if (mkdtemp(dir) == NULL) {
		int error = errno;

		free(dir);
		return say_failed("no folder can be made in it", build, error);
	}
	work->dir = dir;
	work->lock_fd = staging_lock(dir, LOCK_EX | LOCK_NB);
	work->tree = file_join(dir, "tree");
	return work->tree != NULL ? RC_OK : say_no_memory();
}

/* Where in its repository the source tree is: "" at the top. */
static int add_tree(const char *root, const char *sha, struct bisect_work *work)
{
	const char *const where[] = { "rev-parse", "--show-prefix", NULL };
	const char *const add[] = {
		"worktree", "add", "--quiet", "--detach", work->tree, sha, NULL
	};
	char prefix[PATH_MAX];
	char said[64];
	int status = bisect_git(root, where, prefix, sizeof(prefix));

	if (status == 0) {
		status = bisect_git(root, add, said, sizeof(said));
	}
	if (status == -EINTR) {
		fprintf(stderr, "trapline bisect: interrupted\n");
		return RC_INCOMPLETE;
	}
	if (status != 0) {
		fprintf(stderr, "trapline bisect: %s: git makes no worktree there (status %d)\n",
			work->tree, status);
		return RC_INCOMPLETE;
	}
	work->has_tree = true;
	work->source = prefix[0] == '\0' ? strdup(work->tree) : file_join(work->tree, prefix);
	return work->source != NULL ? RC_OK : say_no_memory();
}

int bisect_work_begin(const char *root, const char *sha, struct bisect_work *out)
{
	char *build = file_join(root, IMAGE_BUILD_DIR);
	int rc;

	*out = (struct bisect_work){ .lock_fd = -1 };
	if (build == NULL) {
		return say_no_memory();
	}
	if (mkdir(build, 0777) != 0 && errno != EEXIST) {
		rc = say_failed("cannot be made", build, errno);
	} else {
		/* So that nobody takes ours for a leftover before it is locked. */
		int lock = staging_lock(build, LOCK_EX);

		clear_leftovers(root, build);
		rc = make_dir(build, out);
		staging_unlock(lock);
	}
	free(build);
	if (rc == RC_OK) {
		rc = copy_program(out);
	}
	return rc == RC_OK ? add_tree(root, sha, out) : rc;
}

void bisect_work_free(struct bisect_work *work)
{
	staging_unlock(work->lock_fd);
	free(work->dir);
	free(work->tree);
	free(work->source);
	free(work->program);
}

void bisect_work_end(struct bisect_work *work, const char *root)
{
	if (work->dir != NULL) {
		stops_asked = 0; /* what a signal ended is cleared away all the same */
		remove_work(root, work->dir);
	}
	bisect_work_free(work);
}

int bisect_work_join(const char *dir, const char *source, struct bisect_work *out)
{
	*out = (struct bisect_work){ .lock_fd = -1 };
	out->dir = strdup(dir);
	out->source = strdup(source);
	out->program = file_join(dir, "trapline");
	return out->dir != NULL && out->source != NULL && out->program != NULL ? RC_OK
									       : say_no_memory();
}

/* The last line of @log_path that is not empty. */
static void read_last_line(const char *log_path, char *out)
{
	struct store_err err;
	char *text;
	size_t size;
	size_t begin;

	snprintf(out, BISECT_TEXT_MAX, "it said nothing");
	if (file_read_at_most(log_path, 1u << 20, &text, &size, &err) != 0) {
		return;
	}
	while (size > 0 && text[size - 1] == '\n') {
		text[--size] = '\0';
	}
	for (begin = size; begin > 0 && text[begin - 1] != '\n'; begin--) {
	}
	if (size > begin) {
		snprintf(out, BISECT_TEXT_MAX, "%s", text + begin);
	}
	free(text);
}

static int load_run(const char *dir, struct figure_set *out, char *why)
{
	char *path = file_join(dir, "latest");
	struct store_err err = { "" };
	struct run *run = NULL;
	int error = path != NULL ? store_load(path, &run, &err) : -ENOMEM;

	free(path);
	if (error != 0) {
		snprintf(why, BISECT_TEXT_MAX, "%.*s", (int)BISECT_TEXT_MAX - 1, err.text);
		return -ENODATA;
	}
	error = figures_of_run(run, out);
	run_free(run);
	if (error != 0) {
		snprintf(why, BISECT_TEXT_MAX, "out of memory");
		return -ENODATA;
	}
	if (out->n != 1 || out->items[0].status != CELL_OK) {
		snprintf(why, BISECT_TEXT_MAX, "%s",
			 out->n == 1 && out->items[0].error != NULL ? out->items[0].error
								    : "not one cell");
		figure_set_free(out);
		return -ENODATA;
	}
	return 0;
}

int bisect_load(const struct bisect_work *work, const char *name, struct figure_set *out, char *why)
{
	char *dir = file_join(work->dir, name);
	int error = dir != NULL ? load_run(dir, out, why) : -ENODATA;

	free(dir);
	return error;
}

/* The run as its own process: what it takes, and what a broken image does to it, ends with it. */
static int run_suite(const struct bisect_work *work, const char *name, char *why)
{
	char *suite = file_join(work->dir, "suite.yaml");
	char *out = file_join(work->dir, name);
	char *log = NULL;
	struct target_end end = { 0 };
	int error = -ENOMEM;

	if (suite != NULL && out != NULL && asprintf(&log, "%s.log", out) >= 0) {
		const char *const argv[] = { work->program, "-C",  work->source,    "run",
					     "--suite",     suite, "--color=never", "--out",
					     out,           NULL };

		error = proc_log(argv, NULL, log, RUN_TIMEOUT_MS, &stops_asked, &end);
		if (error == 0 && access(out, F_OK) != 0) {
			read_last_line(log, why);
			error = -ENODATA;
		}
	}
	free(suite);
	free(out);
	free(log);
	return error;
}

int bisect_measure(const struct bisect_work *work, const char *name, struct figure_set *out,
		   char *why)
{
	int error = run_suite(work, name, why);

	if (error == 0) {
		error = bisect_load(work, name, out, why);
	} else if (error != -EINTR && error != -ENODATA) {
		snprintf(why, BISECT_TEXT_MAX, "trapline run: %s", strerror(-error));
		error = -ENODATA;
	}
	return stops_asked != 0 ? -EINTR : error;
}
