/* SPDX-License-Identifier: Apache-2.0 */
/* A history made anew takes the old one's place whole, or not at all; what cannot be made again is kept. */
#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history_db.h"

/* Makes one with the runs of the first @days days beside what is there. */
static struct history *begin(const struct results_dir *dir, unsigned days)
{
	char *path = history_path(dir);
	struct history *history = NULL;
	struct store_err err = { "" };

	if (history_rebuild_begin(path, &history, &err) != 0) {
		fail_msg("%s", err.text);
	}
	for (unsigned day = 1; day <= days; day++) {
		assert_true(import(history, exact_run(day, 50)));
	}
	free(path);
	return history;
}

/* Commits and closes; *kept is the last part of the path. */
static int commit(struct history *history, char *kept, struct store_err *err)
{
	char path[256];
	int error = history_rebuild_commit(history, path, sizeof(path), err);
	const char *slash = strrchr(path, '/');

	snprintf(kept, 64, "%.63s", slash != NULL ? slash + 1 : path);
	history_close(history);
	return error;
}

static void make_old(const struct results_dir *dir, unsigned days)
{
	struct history *history = open_history(dir, true);

	for (unsigned day = 1; day <= days; day++) {
		import(history, exact_run(day, 99));
	}
	history_close(history);
}

static size_t count_files(const struct results_dir *dir)
{
	DIR *folder = opendir(dir->path);
	size_t n = 0;

	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	}
	closedir(folder);
	return n;
}

static void assert_level(const struct results_dir *dir, double median)
{
	struct history *history = open_history(dir, false);
	struct history_series *cell = only_cell(history);

	assert_true(cell->points[0].median == median);
	history_cells_free(cell, 1);
	history_close(history);
}

static void the_new_file_takes_the_place_of_the_old(void **state)
{
	const struct results_dir *dir = *state;
	struct store_err err = { "" };
	char kept[64];

	make_old(dir, 2);
	assert_int_equal(commit(begin(dir, 3), kept, &err), 0);
	assert_string_equal(kept, "");
	assert_has_runs(dir, 3);
	assert_level(dir, 50);
	assert_int_equal(count_files(dir), 1);
}

static void there_need_be_no_old_file(void **state)
{
	struct store_err err = { "" };
	char kept[64];

	assert_int_equal(commit(begin(*state, 1), kept, &err), 0);
	assert_has_runs(*state, 1);
}

static void without_a_commit_the_old_file_stays(void **state)
{
	const struct results_dir *dir = *state;

	make_old(dir, 2);
	history_close(begin(dir, 5));
	assert_has_runs(dir, 2);
	assert_level(dir, 99);
	assert_int_equal(count_files(dir), 1);
}

static void assert_kept_runs(const struct results_dir *dir, const char *name, size_t want)
{
	char *path = file_join(dir->path, name);
	struct history *history = NULL;
	struct history_run *runs;
	struct store_err err = { "" };
	size_t n;
	size_t n_all;

	assert_int_equal(history_open(path, false, &history, &err), 0);
	assert_int_equal(history_list_runs(history, 1, &runs, &n, &n_all, &err), 0);
	assert_int_equal(n_all, want);
	history_runs_free(runs, n);
	history_close(history);
	free(path);
}

static void runs_whose_folders_are_gone_are_kept_aside(void **state)
{
	const struct results_dir *dir = *state;
	struct store_err err = { "" };
	char kept[64];

	make_old(dir, 4);
	assert_int_equal(commit(begin(dir, 3), kept, &err), 0);
	assert_string_equal(kept, "history.db.kept-1");
	assert_has_runs(dir, 3);
	assert_kept_runs(dir, kept, 4);
	make_old(dir, 5);
	assert_int_equal(commit(begin(dir, 3), kept, &err), 0);
	assert_string_equal(kept, "history.db.kept-2");
	assert_kept_runs(dir, kept, 5);
	assert_kept_runs(dir, "history.db.kept-1", 4);
}

static void a_damaged_file_is_kept_aside(void **state)
{
	const struct results_dir *dir = *state;
	struct store_err err = { "" };
	char kept[64];
	char *text;

	results_dir_replace(dir->path, "history.db", "precious", 8);
	assert_int_equal(commit(begin(dir, 1), kept, &err), 0);
	assert_string_equal(kept, "history.db.kept-1");
	text = results_dir_read(dir->path, kept);
	assert_string_equal(text, "precious");
	free(text);
	assert_has_runs(dir, 1);
}

static void one_of_a_later_schema_is_kept_aside(void **state)
{
	const struct results_dir *dir = *state;
	struct store_err err = { "" };
	char *path = history_path(dir);
	char kept[64];
	sqlite3 *db;

	make_old(dir, 2);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 9", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(commit(begin(dir, 2), kept, &err), 0);
	assert_string_equal(kept, "history.db.kept-1");
	assert_has_runs(dir, 2);
	free(path);
}

static void a_file_that_somebody_has_open_is_not_replaced(void **state)
{
	const struct results_dir *dir = *state;
	struct history *reader;
	struct store_err err = { "" };
	char kept[64];

	make_old(dir, 2);
	history_wait_ms = 50;
	reader = open_history(dir, false);
	assert_int_equal(commit(begin(dir, 3), kept, &err), -EBUSY);
	assert_contains(err.text, "another program has it locked");
	history_wait_ms = 5000;
	history_close(reader);
	assert_has_runs(dir, 2);
	assert_level(dir, 99);
}

/* Another program knows nothing of the lock on the folder; its journal would be taken for the new file's. */
static void a_file_that_another_program_has_open_is_not_replaced(void **state)
{
	const struct results_dir *dir = *state;
	char *path = history_path(dir);
	struct store_err err = { "" };
	char kept[64];
	sqlite3 *db;

	make_old(dir, 2);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "SELECT count(*) FROM run", NULL, NULL, NULL), SQLITE_OK);
	history_wait_ms = 50;
	assert_int_equal(commit(begin(dir, 3), kept, &err), -EBUSY);
	assert_contains(err.text, "another program has it locked");
	history_wait_ms = 5000;
	sqlite3_close(db);
	assert_has_runs(dir, 2);
	assert_int_equal(count_files(dir), 1);
	free(path);
}

/* What a killed writer leaves is a journal with runs in it: they are not the new file's. */
static void the_journal_of_a_killed_writer_is_not_taken_for_the_new_files(void **state)
{
	const struct results_dir *dir = *state;
	struct store_err err = { "" };
	char kept[64];
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct history *history = open_history(dir, true);

		import(history, exact_run(1, 99));
		import(history, exact_run(2, 99));
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(count_files(dir) > 1);
	assert_int_equal(commit(begin(dir, 3), kept, &err), 0);
	assert_string_equal(kept, "");
	assert_has_runs(dir, 3);
	assert_level(dir, 50);
	assert_int_equal(count_files(dir), 1);
}

static void what_a_killed_rebuild_left_is_removed_by_the_next(void **state)
{
	const struct results_dir *dir = *state;
	struct store_err err = { "" };
	char kept[64];
	pid_t child = fork();
	int status;

	if (child == 0) {
		begin(dir, 2);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(count_files(dir), 1);
	results_dir_replace(dir->path, "history.db.new-mine", "mine", 4);
	assert_int_equal(commit(begin(dir, 1), kept, &err), 0);
	assert_int_equal(count_files(dir), 2);
	assert_has_runs(dir, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(the_new_file_takes_the_place_of_the_old),
		WITH_DIR(there_need_be_no_old_file),
		WITH_DIR(without_a_commit_the_old_file_stays),
		WITH_DIR(runs_whose_folders_are_gone_are_kept_aside),
		WITH_DIR(a_damaged_file_is_kept_aside),
		WITH_DIR(one_of_a_later_schema_is_kept_aside),
		WITH_DIR(a_file_that_somebody_has_open_is_not_replaced),
		WITH_DIR(a_file_that_another_program_has_open_is_not_replaced),
		WITH_DIR(the_journal_of_a_killed_writer_is_not_taken_for_the_new_files),
		WITH_DIR(what_a_killed_rebuild_left_is_removed_by_the_next),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
