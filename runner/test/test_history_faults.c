/* SPDX-License-Identifier: Apache-2.0 */
/* What a history does with a file that is locked, damaged, another's, from later, or read-only: nothing is
 * overwritten. */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history_db.h"

#define TEXT "precious"

static void put_file(const struct results_dir *dir, const char *text, size_t size)
{
	results_dir_replace(dir->path, "history.db", text, size);
}

static void assert_file_is(const struct results_dir *dir, const char *text)
{
	char *now = results_dir_read(dir->path, "history.db");

	assert_string_equal(now, text);
	free(now);
}

/* Beside what is tested, as another program would. */
static sqlite3 *raw_open(const struct results_dir *dir)
{
	char *path = history_path(dir);
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	free(path);
	return db;
}

static void raw_exec(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	}
}

static void change(const struct results_dir *dir, const char *sql)
{
	sqlite3 *db = raw_open(dir);

	raw_exec(db, sql);
	sqlite3_close(db);
}

/* -errno of importing a run of @day, which must fail and say @part. */
static int refused_import(struct history *history, unsigned day, const char *part)
{
	struct run *run = exact_run(day, 99);
	struct store_err err = { "" };
	bool is_new;
	int error = history_import(history, run, &is_new, &err);

	assert_int_not_equal(error, 0);
	assert_contains(err.text, part);
	run_free(run);
	return error;
}

static void a_reader_makes_no_file(void **state)
{
	const struct results_dir *dir = *state;

	assert_int_equal(refused(dir, false, "there is none (trapline history import"), -ENOENT);
	assert_null(results_dir_read(dir->path, "history.db"));
}

static void a_file_that_is_no_database_is_refused_and_left(void **state)
{
	put_file(*state, TEXT, strlen(TEXT));
	assert_int_equal(refused(*state, true, "is no SQLite database"), -EUCLEAN);
	assert_int_equal(refused(*state, false, "is no SQLite database"), -EUCLEAN);
	assert_file_is(*state, TEXT);
}

static void a_folder_or_a_pipe_is_refused_and_not_waited_for(void **state)
{
	char *path = history_path(*state);

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(refused(*state, true, "is no regular file"), -EMEDIUMTYPE);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(refused(*state, false, "is no regular file"), -EMEDIUMTYPE);
	free(path);
}

static void a_database_of_another_program_is_refused_and_left(void **state)
{
	struct history *history = NULL;
	struct store_err err = { "" };
	char *path = history_path(*state);
	sqlite3 *db;

	change(*state, "CREATE TABLE theirs(x); INSERT INTO theirs VALUES(7)");
	assert_int_equal(refused(*state, true, "of another program"), -EMEDIUMTYPE);
	assert_int_equal(refused(*state, false, "of another program"), -EMEDIUMTYPE);
	assert_int_equal(history_rebuild_begin(path, &history, &err), -EMEDIUMTYPE);
	db = raw_open(*state);
	raw_exec(db, "SELECT x FROM theirs");
	sqlite3_close(db);
	free(path);
}

static void a_later_schema_is_refused_and_left(void **state)
{
	make_history(*state, 1);
	change(*state, "PRAGMA user_version = 2");
	assert_int_equal(refused(*state, true, "has schema 2 (this trapline knows 1"), -ENOTSUP);
	assert_int_equal(refused(*state, false, "has schema 2"), -ENOTSUP);
	change(*state, "PRAGMA user_version = 1");
	assert_has_runs(*state, 1);
}

static void a_lock_that_stays_is_reported(void **state)
{
	struct history *history;
	sqlite3 *db;

	make_history(*state, 1);
	history_wait_ms = 50;
	history = open_history(*state, true);
	db = raw_open(*state);
	raw_exec(db, "BEGIN IMMEDIATE");
	assert_int_equal(refused_import(history, 2, "another program has it locked"), -EBUSY);
	raw_exec(db, "COMMIT");
	assert_true(import(history, exact_run(2, 99)));
	history_close(history);
	sqlite3_close(db);
	history_wait_ms = 5000;
}

static void a_folder_being_replaced_in_is_waited_for_and_reported(void **state)
{
	const struct results_dir *dir = *state;
	int fd = open(dir->path, O_RDONLY | O_DIRECTORY);

	make_history(dir, 1);
	history_wait_ms = 50;
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(refused(dir, false, "another program has it locked"), -EBUSY);
	close(fd);
	history_wait_ms = 5000;
	assert_has_runs(dir, 1);
}

static void a_folder_that_is_not_there_is_named_at_once(void **state)
{
	const struct results_dir *dir = *state;
	struct history *history = NULL;
	struct store_err err = { "" };
	char *path;

	assert_true(asprintf(&path, "%s/nowhere/history.db", dir->path) > 0);
	assert_int_equal(history_open(path, true, &history, &err), -ENOENT);
	assert_contains(err.text, "its folder cannot be opened: No such file or directory");
	assert_null(history);
	free(path);
}

/* Pages of tables; the first page has what it is. */
static void overwrite_pages(const struct results_dir *dir)
{
	char *path = history_path(dir);
	char junk[4096];
	struct stat st;
	FILE *file = fopen(path, "r+b");

	memset(junk, 0x5a, sizeof(junk));
	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &st), 0);
	assert_int_equal(fseek(file, 4096, SEEK_SET), 0);
	for (long at = 4096; at < st.st_size; at += 4096) {
		assert_int_equal(fwrite(junk, sizeof(junk), 1, file), 1);
	}
	fclose(file);
	free(path);
}

static void damaged_pages_are_reported_by_whoever_reads_them(void **state)
{
	struct history *history;
	struct history_series *cells;
	struct store_err err = { "" };
	size_t n;

	make_history(*state, 3);
	overwrite_pages(*state);
	history = open_history(*state, false);
	assert_int_equal(history_find_cells(history, NULL, &cells, &n, &err), -EUCLEAN);
	assert_contains(err.text, "is damaged: ");
	assert_contains(err.text, "trapline history rebuild");
	history_close(history);
	history = open_history(*state, true);
	assert_int_equal(refused_import(history, 4, "is damaged: "), -EUCLEAN);
	history_close(history);
}

static void a_truncated_file_is_reported(void **state)
{
	char *path = history_path(*state);

	make_history(*state, 3);
	assert_int_equal(truncate(path, 700), 0);
	assert_int_equal(refused(*state, true, "is damaged: "), -EUCLEAN);
	free(path);
}

static void a_table_that_is_gone_is_reported(void **state)
{
	struct history *history;

	make_history(*state, 1);
	change(*state, "DROP TABLE figure");
	history = open_history(*state, true);
	assert_int_equal(refused_import(history, 2, "no such table"), -EUCLEAN);
	history_close(history);
}

static void a_figure_that_is_none_is_reported(void **state)
{
	struct history *history;
	struct history_series *cells;
	struct store_err err = { "" };
	size_t n;

	make_history(*state, 3);
	change(*state, "UPDATE figure SET median = 9e999 WHERE run = 2");
	history = open_history(*state, false);
	assert_int_equal(history_find_cells(history, NULL, &cells, &n, &err), 0);
	assert_int_equal(history_load_series(history, &cells[0], 0, &err), -EUCLEAN);
	assert_contains(err.text, "run 20261102T081500Z-default has a figure of inf");
	assert_int_equal(cells[0].n, 0);
	history_cells_free(cells, n);
	history_close(history);
}

/* In a child that may not write to it, as root may. */
static void a_read_only_file_can_be_read_and_not_written(void **state)
{
	const struct results_dir *dir = *state;
	char *path = history_path(dir);
	pid_t child;
	int status;

	make_history(dir, 2);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(dir->path, 0555), 0);
	child = fork();
	if (child == 0) {
		struct store_err err = { "" };
		struct history *history = NULL;
		struct history_series *cells = NULL;
		size_t n = 0;
		int failed = geteuid() == 0 && seteuid(65534) != 0;

		failed |= history_open(path, false, &history, &err) != 0 ||
			  history_find_cells(history, NULL, &cells, &n, &err) != 0 || n != 1;
		history_cells_free(cells, n);
		history_close(history);
		failed |= history_open(path, true, &history, &err) != -EROFS ||
			  strstr(err.text, "is read-only") == NULL;
		if (failed) {
			fprintf(stderr, "# %s\n", err.text);
		}
		_exit(failed);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(chmod(dir->path, 0755), 0);
	free(path);
	assert_has_runs(dir, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_reader_makes_no_file),
		WITH_DIR(a_file_that_is_no_database_is_refused_and_left),
		WITH_DIR(a_folder_or_a_pipe_is_refused_and_not_waited_for),
		WITH_DIR(a_database_of_another_program_is_refused_and_left),
		WITH_DIR(a_later_schema_is_refused_and_left),
		WITH_DIR(a_lock_that_stays_is_reported),
		WITH_DIR(a_folder_being_replaced_in_is_waited_for_and_reported),
		WITH_DIR(a_folder_that_is_not_there_is_named_at_once),
		WITH_DIR(damaged_pages_are_reported_by_whoever_reads_them),
		WITH_DIR(a_truncated_file_is_reported),
		WITH_DIR(a_table_that_is_gone_is_reported),
		WITH_DIR(a_figure_that_is_none_is_reported),
		WITH_DIR(a_read_only_file_can_be_read_and_not_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
