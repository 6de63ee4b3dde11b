/* SPDX-License-Identifier: Apache-2.0 */
/* trapline history as it is called: what list says of runs, and which one a plot shows. */
#include "call_command.h"
#include "history_db.h"

/* The command's answer on the history in @dir. */
static struct called history(const struct results_dir *dir, const char *part, const char *pattern,
			     const char *option, const char *value)
{
	const char *const words[] = { part, "--results", dir->path, pattern, option, value, NULL };

	return call_command(&cmd_history, dir->path, words);
}

static void add_runs(const struct results_dir *dir)
{
	struct history *db = open_history(dir, true);
	struct run *run = day_run(1);
	struct run *side = exact_run(2, 12);

	for (unsigned i = 0; i < 11; i++) {
		char name[32];

		snprintf(name, sizeof(name), "hvc/call_%02u", i);
		make_exact(run, name, "cortex-a57", "static", 10 + i, 4);
	}
	run_sort_cells(run);
	import(db, run);
	free(side->id);
	side->id = make_str("20261102T081500Z-default-ab-old");
	assert_int_equal(run_set_env(side, "ab.side", "old"), 0);
	import(db, side);
	history_close(db);
}

static void a_side_of_an_ab_is_said_to_be_one(void **state)
{
	struct called called;

	add_runs(*state);
	called = history(*state, "list", "hvc", "--last", "5");
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out,
			"20261102T081500Z-default-ab-old       rev2           a side of an ab, not "
			"in trends\n");
	assert_contains(called.out, "20261101T081500Z-default              rev1              11");
	called_free(&called);
}

static void cells_that_are_too_many_for_a_plot_are_named(void **state)
{
	const struct results_dir *dir = *state;
	char *file = file_join(dir->path, "trend.svg");
	struct called called;

	add_runs(dir);
	called = history(dir, "trend", "^hvc/", "--plot", file);
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "--plot: 11 cells match, and a plot shows one (");
	assert_contains(called.err,
			"\n    1  hvc/call_00 qemu-virt-gicv3/cortex-a57 static (exact");
	assert_contains(called.err, "hvc/call_07 ");
	assert_lacks(called.err, "hvc/call_08 ");
	assert_contains(called.err, "\nand 3 more (trapline history list names them)\n");
	called_free(&called);
	free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_side_of_an_ab_is_said_to_be_one),
		WITH_DIR(cells_that_are_too_many_for_a_plot_are_named),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
