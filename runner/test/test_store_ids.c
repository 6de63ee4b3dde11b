/* SPDX-License-Identifier: Apache-2.0 */
/* Whose folder is whose: ids that are taken, writers that live, that are gone, that may not write. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample_store.h"

static void an_id_that_exists_is_never_overwritten(void **state)
{
	struct results_dir *out = *state;
	char *first = stored_sample(out->path);
	char *second = stored_sample(out->path);
	char *third = stored_sample(out->path);
	struct run *run = NULL;
	struct store_err err;

	assert_contains(first, "/runs/" ID);
	assert_string_equal(strstr(second, ID), ID "-2");
	assert_string_equal(strstr(third, ID), ID "-3");
	assert_int_equal(store_load(second, &run, &err), 0);
	assert_string_equal(run->id, ID "-2");
	run_free(run);
	free(first);
	free(second);
	free(third);
}

static void two_writers_of_one_id_get_two_folders(void **state)
{
	struct results_dir *out = *state;
	struct store *one = NULL;
	struct store *two = NULL;
	struct store_err err;

	assert_int_equal(store_begin(out->path, ID, &one, &err), 0);
	assert_int_equal(store_begin(out->path, ID, &two, &err), 0);
	assert_string_equal(store_id(one), ID);
	assert_string_equal(store_id(two), ID "-2");
	assert_int_equal(access(store_dir(one), F_OK), 0);
	store_close(one);
	store_close(two);
}

static void an_id_that_leaves_the_folder_is_refused(void **state)
{
	static const char *const ids[] = { "", ".", "..", "../x", "a/b", ".hidden", "a b", "a\n" };
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct store *st = NULL;
		struct store_err err;

		assert_int_equal(store_begin(out->path, ids[i], &st, &err), -EINVAL);
		assert_null(st);
		assert_contains(err.text, "letters, digits");
	}
}

static void an_uncommitted_run_leaves_nothing(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	struct store *st = NULL;
	struct store_err err;
	char *staging;

	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	assert_int_equal(store_write(st, run, &err), 0);
	staging = strdup(store_dir(st));
	store_close(st);
	assert_int_equal(access(staging, F_OK), -1);
	free(staging);
	run_free(run);
}

/* Begins a run and is killed with it open. */
static pid_t killed_writer(const char *out_dir)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct store *st = NULL;
		struct store_err err;

		store_begin(out_dir, "20261121T070000Z-killed", &st, &err);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static size_t count_staging(const char *out_dir)
{
	char *runs = file_join(out_dir, "runs");
	DIR *dir = opendir(runs);
	struct dirent *entry;
	size_t n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		n += strncmp(entry->d_name, ".new-", 5) == 0;
	}
	if (dir != NULL) {
		closedir(dir);
	}
	free(runs);
	return n;
}

static void what_a_killed_writer_left_is_cleared_and_what_a_live_one_has_is_not(void **state)
{
	struct results_dir *out = *state;
	struct store *live = NULL;
	struct store *next = NULL;
	struct store_err err;

	assert_int_equal(store_begin(out->path, ID, &live, &err), 0);
	killed_writer(out->path);
	assert_int_equal(count_staging(out->path), 2);
	assert_int_equal(store_begin(out->path, "20261121T090000Z-next", &next, &err), 0);
	assert_int_equal(count_staging(out->path), 2); /* live and next */
	assert_int_equal(access(store_dir(live), F_OK), 0);
	store_close(live);
	store_close(next);
	assert_int_equal(count_staging(out->path), 0);
}

/* Another container's process: its number means nothing here, its lock does. */
static void a_folder_that_is_locked_is_not_cleared_whatever_its_number_says(void **state)
{
	struct results_dir *out = *state;
	struct store *st = NULL;
	struct store_err err;
	char *foreign;
	int fd;

	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	store_close(st);
	assert_true(asprintf(&foreign, "%s/runs/.new-20261121T070000Z-x.999999999", out->path) > 0);
	assert_int_equal(mkdir(foreign, 0777), 0);
	fd = open(foreign, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	store_close(st);
	assert_int_equal(access(foreign, F_OK), 0);
	close(fd);
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	store_close(st);
	assert_int_equal(access(foreign, F_OK), -1);
	free(foreign);
}

static void begin_and_close(const char *out_dir)
{
	struct store *st = NULL;
	struct store_err err;

	assert_int_equal(store_begin(out_dir, ID, &st, &err), 0);
	store_close(st);
}

/* None is of the form of what a writer leaves, each by one thing. */
static void what_a_user_called_alike_is_not_cleared(void **state)
{
	static const char *const folders[] = { "runs/.new-x.999999999",
					       "runs/.new-20261121T070000Z.999999999",
					       "runs/.new-20261121T07000Z-x.999999999",
					       "runs/.new-20261121T070000Z-x.9x",
					       "runs/.new-20261121T070000Z-x.",
					       "runs/.new-20261121T070000Z-x",
					       ".latest.999999999" };
	static const char *const files[] = { "runs/.new-20261121T070000Z-x.999999998",
					     ".latest.999999998" };
	struct results_dir *out = *state;
	int fd = open(out->path, O_RDONLY | O_DIRECTORY);

	begin_and_close(out->path);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		assert_int_equal(mkdirat(fd, folders[i], 0777), 0);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		results_dir_replace(out->path, files[i], "mine", 4);
	}
	begin_and_close(out->path);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		assert_int_equal(faccessat(fd, folders[i], F_OK, 0), 0);
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_int_equal(faccessat(fd, files[i], F_OK, 0), 0);
	}
	close(fd);
}

static void a_latest_that_is_no_symlink_is_left_and_the_run_is_stored(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	struct run *got = NULL;
	struct store *st = NULL;
	struct store_err err;
	char *dir = NULL;
	char *text;

	results_dir_replace(out->path, "latest", "mine", 4);
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	assert_int_equal(store_write(st, run, &err), 0);
	assert_int_equal(store_commit(st, &dir, &err), -EEXIST);
	store_close(st);
	assert_contains(err.text, "/latest: is not a symlink");
	assert_contains(err.text, "runs/" ID);
	text = results_dir_read(out->path, "latest");
	assert_string_equal(text, "mine");
	dir = store_find(out->path, ID);
	assert_non_null(dir);
	assert_int_equal(store_load(dir, &got, &err), 0);
	run_free(got);
	run_free(run);
	free(text);
	free(dir);
}

static void a_run_that_is_part_of_something_larger_is_not_latest(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	struct store *st = NULL;
	struct store_err err;
	char *dir = NULL;

	results_dir_replace(out->path, "before", "", 0);
	dir = file_join(out->path, "latest");
	assert_non_null(dir);
	assert_int_equal(symlink("before", dir), 0);
	free(dir);
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	store_keep_latest(st);
	assert_int_equal(store_write(st, run, &err), 0);
	assert_int_equal(store_commit(st, &dir, &err), 0);
	store_close(st);
	free(dir);
	dir = file_join(out->path, "latest");
	assert_non_null(dir);
	assert_int_equal(readlink(dir, (char[16]){ 0 }, 16), strlen("before"));
	free(dir);
	run_free(run);
}

static void an_out_folder_that_cannot_be_made_is_named(void **state)
{
	struct results_dir *out = *state;
	struct store *st = NULL;
	struct store_err err;
	char *file = file_join(out->path, "file");
	char *below = file_join(file, "results");

	results_dir_replace(out->path, "file", "x", 1);
	assert_int_equal(store_begin(below, ID, &st, &err), -ENOTDIR);
	assert_contains(err.text, file);
	assert_contains(err.text, "--out DIR");
	free(file);
	free(below);
}

static void a_folder_without_permission_is_named(void **state)
{
	struct results_dir *out = *state;
	pid_t pid;
	int status = 0;

	assert_int_equal(chmod(out->path, 0555), 0);
	pid = fork();
	if (pid == 0) {
		struct store *st = NULL;
		struct store_err err = { "" };
		int error = geteuid() != 0 || seteuid(65534) == 0
				    ? store_begin(out->path, ID, &st, &err)
				    : -EINVAL;

		_exit(error == -EACCES && strstr(err.text, out->path) != NULL &&
				      strstr(err.text, "--out DIR") != NULL
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(chmod(out->path, 0755), 0);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(an_id_that_exists_is_never_overwritten),
		WITH_DIR(two_writers_of_one_id_get_two_folders),
		WITH_DIR(an_id_that_leaves_the_folder_is_refused),
		WITH_DIR(an_uncommitted_run_leaves_nothing),
		WITH_DIR(what_a_killed_writer_left_is_cleared_and_what_a_live_one_has_is_not),
		WITH_DIR(a_folder_that_is_locked_is_not_cleared_whatever_its_number_says),
		WITH_DIR(what_a_user_called_alike_is_not_cleared),
		WITH_DIR(a_latest_that_is_no_symlink_is_left_and_the_run_is_stored),
		WITH_DIR(a_run_that_is_part_of_something_larger_is_not_latest),
		WITH_DIR(an_out_folder_that_cannot_be_made_is_named),
		WITH_DIR(a_folder_without_permission_is_named),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
