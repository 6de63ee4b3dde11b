/* SPDX-License-Identifier: Apache-2.0 */
/* An import that ends in the middle, on a full disk or by a kill: no run is there by halves. */
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history_db.h"

/* What SQLite does for each connection that is opened from now on. */
static const char *sql_on_open;
static int n_statements_left; /* until this process kills itself; 0: never */

static int count_down(unsigned event, void *context, void *p, void *x)
{
	(void)event;
	(void)context;
	(void)p;
	(void)x;
	if (n_statements_left > 0 && --n_statements_left == 0) {
		raise(SIGKILL);
	}
	return 0;
}

static int on_open(sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
	(void)message;
	(void)api;
	sqlite3_trace_v2(db, SQLITE_TRACE_STMT, count_down, NULL);
	return sql_on_open != NULL ? sqlite3_exec(db, sql_on_open, NULL, NULL, NULL) : SQLITE_OK;
}

/* Its type in SQLite's interface says nothing. */
static void watch_connections(void)
{
	sqlite3_auto_extension((void (*)(void))on_open);
}

static struct run *large_run(unsigned day)
{
	struct run *run = day_run(day);
	char name[32];

	for (unsigned i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "many/b%03u", i);
		make_exact(run, name, "cortex-a57", "static", 99 + i, 2);
	}
	return run;
}

static void a_full_disk_rolls_the_import_back(void **state)
{
	struct history *history;
	struct run *run = large_run(5);
	struct store_err err = { "" };
	bool is_new;

	make_history(*state, 2);
	sql_on_open = "PRAGMA max_page_count = 12";
	watch_connections();
	history = open_history(*state, true);
	assert_int_equal(history_import(history, run, &is_new, &err), -ENOSPC);
	assert_contains(err.text, "the disk is full (nothing was changed");
	assert_true(import(history, exact_run(3, 99)));
	history_close(history);
	sqlite3_reset_auto_extension();
	sql_on_open = NULL;
	assert_has_runs(*state, 3);
	history = open_history(*state, true);
	assert_true(import(history, run));
	history_close(history);
	assert_has_runs(*state, 4);
}

static void a_limit_on_file_sizes_rolls_the_import_back(void **state)
{
	struct history *history;
	struct run *run = large_run(5);
	struct store_err err = { "" };
	struct rlimit before;
	struct rlimit low;
	bool is_new;

	make_history(*state, 2);
	history = open_history(*state, true);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = (struct rlimit){ .rlim_cur = 30000, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	assert_int_not_equal(history_import(history, run, &is_new, &err), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_contains(err.text, "cannot be read or written: ");
	assert_contains(err.text, "(nothing was changed)");
	history_close(history);
	run_free(run);
	assert_has_runs(*state, 2);
}

/* Imports a large run in a child that dies at its @at-th statement; false: it got to the end. */
static bool import_and_die(const struct results_dir *dir, int at)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct history *history;

		watch_connections();
		n_statements_left = at;
		history = open_history(dir, true);
		import(history, large_run(9));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || status == 0);
	return WIFSIGNALED(status);
}

static void a_kill_in_the_middle_leaves_all_of_a_run_or_nothing(void **state)
{
	const int steps[] = { 1, 4, 8, 12, 40, 300, 500, 600 };
	size_t n_died = 0;

	make_history(*state, 2);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		n_died += import_and_die(*state, steps[i]);
		assert_has_runs(*state, 2);
	}
	assert_int_equal(n_died, sizeof(steps) / sizeof(steps[0]));
	assert_false(import_and_die(*state, 0));
	assert_has_runs(*state, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_full_disk_rolls_the_import_back),
		WITH_DIR(a_limit_on_file_sizes_rolls_the_import_back),
		WITH_DIR(a_kill_in_the_middle_leaves_all_of_a_run_or_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
