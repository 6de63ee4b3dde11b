/* SPDX-License-Identifier: Apache-2.0 */
/* A writer that is killed before every step in turn, and a disk that fails at every step in turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "make_run.h"
#include "results_dir.h"

#define OLD_ID "20261121T081500Z-old"
#define NEW_ID "20261121T091500Z-new"

static struct run *new_run(const char *id)
{
	struct run *run = make_run(id);

	make_exact(run, "hvc/return", "max", "static", 110, 64);
	make_missing(run, "hvc/return", "max", "table", "no answer");
	return run;
}

static int store_all(const char *out_dir, const char *id, struct store_err *err)
{
	struct run *run = new_run(id);
	struct store *st = NULL;
	char *dir = NULL;
	int error = store_begin(out_dir, id, &st, err);

	if (error == 0) {
		error = store_write(st, run, err);
	}
	if (error == 0) {
		error = store_commit(st, &dir, err);
	}
	store_close(st);
	run_free(run);
	free(dir);
	return error;
}

/* Every folder without a dot loads, so does latest; returns how many runs there are. */
static size_t check_results(const char *out_dir)
{
	char *latest = file_join(out_dir, "latest");
	char *runs = file_join(out_dir, "runs");
	DIR *dir = opendir(runs);
	struct dirent *entry;
	struct store_err err = { "" };
	struct run *run = NULL;
	size_t n = 0;

	assert_non_null(dir);
	assert_int_equal(store_load(latest, &run, &err), 0);
	run_free(run);
	while ((entry = readdir(dir)) != NULL) {
		char *path = file_join(runs, entry->d_name);

		if (entry->d_name[0] != '.') {
			run = NULL;
			assert_int_equal(store_load(path, &run, &err), 0);
			assert_int_equal(run->n_cells, 2);
			run_free(run);
			n++;
		}
		free(path);
	}
	closedir(dir);
	free(runs);
	free(latest);
	return n;
}

static unsigned count_steps(const char *out_dir)
{
	struct store_err err = { "" };

	fault_set(0, 0);
	assert_int_equal(store_all(out_dir, OLD_ID, &err), 0);
	return fault.step;
}

static void a_writer_killed_at_any_step_leaves_a_whole_run_or_none(void **state)
{
	struct results_dir *out = *state;
	unsigned n_steps = count_steps(out->path);
	struct store_err err = { "" };
	bool has_none = false;
	bool has_whole = false;

	assert_true(n_steps > 15); /* 3 folders, 3 files, their syncs, a rename, a symlink, ... */
	for (unsigned at = 1; at <= n_steps; at++) {
		char *made = file_join(out->path, "runs/" NEW_ID);
		char *latest = file_join(out->path, "latest");
		int status = 0;
		size_t n;
		pid_t pid = fork();

		if (pid == 0) {
			fault_set(at, 0);
			_exit(store_all(out->path, NEW_ID, &err) == 0 ? 0 : 1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		fault_set(0, 0);
		n = check_results(out->path);
		assert_in_range(n, 1, 2);
		has_none |= n == 1;
		has_whole |= n == 2;
		/* The first run made the folders, so the last steps are never reached. */
		assert_true(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
		if (n == 2) {
			assert_int_equal(file_remove_tree(made), 0);
			assert_int_equal(store_all(out->path, NEW_ID, &err), 0);
			assert_int_equal(check_results(out->path), 2);
			assert_int_equal(file_remove_tree(made), 0);
			assert_int_equal(unlink(latest), 0);
			assert_int_equal(symlink("runs/" OLD_ID, latest), 0);
		}
		free(latest);
		free(made);
	}
	assert_true(has_none);
	assert_true(has_whole);
}

static void the_next_writer_clears_what_killed_ones_left(void **state)
{
	struct results_dir *out = *state;
	unsigned n_steps = count_steps(out->path);
	struct store_err err = { "" };
	char *runs = file_join(out->path, "runs");
	DIR *dir;
	struct dirent *entry;

	for (unsigned at = 4; at <= n_steps; at += 5) {
		pid_t pid = fork();

		if (pid == 0) {
			fault_set(at, 0);
			_exit(store_all(out->path, NEW_ID, &err) == 0 ? 0 : 1);
		}
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
	fault_set(0, 0);
	assert_int_equal(store_all(out->path, "20261121T101500Z-last", &err), 0);
	dir = opendir(runs);
	while ((entry = readdir(dir)) != NULL) {
		assert_int_not_equal(strncmp(entry->d_name, ".new-", 5), 0);
	}
	closedir(dir);
	dir = opendir(out->path);
	while ((entry = readdir(dir)) != NULL) {
		assert_int_not_equal(strncmp(entry->d_name, ".latest.", 8), 0);
	}
	closedir(dir);
	free(runs);
}

static void a_disk_that_fails_at_any_step_is_reported_and_leaves_no_half_run(void **state)
{
	static const struct {
		int error;
		const char *says;
	} errors[] = { { ENOSPC, "No space left on device (free some space" },
		       { EIO, "Input/output error" },
		       { EDQUOT, "quota" },
		       { EROFS, "Read-only file system (choose a folder" } };
	struct results_dir *out = *state;
	unsigned n_steps = count_steps(out->path);
	unsigned n_failed = 0;

	for (unsigned at = 0; at < n_steps * 4; at++) {
		unsigned kind = at % 4;
		struct store_err err = { "" };
		char id[64];
		int error;

		snprintf(id, sizeof(id), "20261121T091500Z-%u", at);
		fault_set(1 + at / 4, errors[kind].error);
		error = store_all(out->path, id, &err);
		if (error != 0) {
			assert_int_equal(error, -errors[kind].error);
			assert_non_null(strstr(err.text, errors[kind].says));
			assert_non_null(strstr(err.text, out->path));
			n_failed++;
		}
		fault_set(0, 0);
		check_results(out->path);
	}
	/* Not those that make folders which are there already. */
	assert_true(n_failed >= (n_steps - 5) * 4);
}

static void writes_that_take_a_few_bytes_give_a_whole_file(void **state)
{
	struct results_dir *out = *state;
	struct store_err err = { "" };

	fault_set(0, 0);
	fault.writes_short = true;
	assert_int_equal(store_all(out->path, NEW_ID, &err), 0);
	fault.writes_short = false;
	assert_int_equal(check_results(out->path), 1);
}

/* The kernel's own refusal, with no pretending. */
static void a_limit_on_file_sizes_is_reported(void **state)
{
	struct results_dir *out = *state;
	struct rlimit before;
	struct rlimit low;
	struct store_err err = { "" };
	int error;

	fault_set(0, 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = before;
	low.rlim_cur = 100;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	error = store_all(out->path, NEW_ID, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(error, -EFBIG);
	assert_non_null(strstr(err.text, "run.json: cannot be written: File too large (the limit"));
}

static void a_latest_that_is_a_folder_is_reported_and_the_run_is_kept(void **state)
{
	struct results_dir *out = *state;
	struct store_err err = { "" };
	struct run *run = NULL;
	char *latest = file_join(out->path, "latest/x");
	char *dir = file_join(out->path, "runs/" NEW_ID);

	fault_set(0, 0);
	*strrchr(latest, '/') = '\0';
	assert_int_equal(mkdir(latest, 0777), 0);
	assert_true(store_all(out->path, NEW_ID, &err) < 0);
	assert_non_null(strstr(err.text, "latest: is not a symlink"));
	assert_int_equal(store_load(dir, &run, &err), 0);
	run_free(run);
	free(dir);
	free(latest);
}

#define WITH_DIR(test)                                                                             \
	cmocka_unit_test_setup_teardown(test, results_dir_setup, results_dir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_writer_killed_at_any_step_leaves_a_whole_run_or_none),
		WITH_DIR(the_next_writer_clears_what_killed_ones_left),
		WITH_DIR(a_disk_that_fails_at_any_step_is_reported_and_leaves_no_half_run),
		WITH_DIR(writes_that_take_a_few_bytes_give_a_whole_file),
		WITH_DIR(a_limit_on_file_sizes_is_reported),
		WITH_DIR(a_latest_that_is_a_folder_is_reported_and_the_run_is_kept),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
