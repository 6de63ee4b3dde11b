/* SPDX-License-Identifier: Apache-2.0 */
/* What trapline compare says of runs and options that it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call_command.h"
#include "sample_store.h"

/* ESC [ 3 1 m, DEL, a C1 control in UTF-8, the same as a lone byte, an override of the direction of text, and a
 * letter and a dash that are none. */
#define HOSTILE  "a\x1b[31m\x7f\xc2\x9b\x9b\xe2\x80\xae\xe2\x80\xac\xc3\x9c\xe2\x80\x93"
#define HARMLESS "a?[31m?????\xc3\x9c\xe2\x80\x93"

/* What it writes to stderr; caller frees. */
static char *said_by(const char *dir, const char *first, const char *second, int *rc)
{
	const char *const words[] = { first, second, NULL };
	struct called called = call_command(&cmd_compare, dir, words);

	free(called.out);
	*rc = called.rc;
	return called.err;
}

static void no_control_byte_of_a_refused_argument_reaches_the_terminal(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	int rc;
	char *said = said_by(out->path, HOSTILE, dir, &rc);

	assert_int_equal(rc, RC_USAGE);
	assert_contains(said, "trapline compare: " HARMLESS ": is no run");
	free(said);
	said = said_by(out->path, "--color=" HOSTILE, dir, &rc);
	assert_int_equal(rc, RC_USAGE);
	assert_contains(said, "--color: '" HARMLESS "' is not auto");
	free(said);
	said = said_by(out->path, "--filter=a{9}{9}", dir, &rc);
	assert_int_equal(rc, RC_USAGE);
	assert_contains(said, "--filter: 'a{9}{9}' is more than is allowed: 256 bytes, one '{'");
	free(said);
	free(dir);
}

static void no_control_byte_of_a_refused_run_reaches_the_terminal(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	char *said;
	int rc;

	results_dir_edit(dir, "run.json", "\"suite\"", "\"\\u001b[31m\\u009b\\n\"");
	said = said_by(out->path, dir, dir, &rc);
	assert_int_equal(rc, RC_USAGE);
	assert_contains(said, "?[31m??: is not a key");
	assert_lacks(said, "\x1b");
	free(said);
	free(dir);
}

static void runs_of_different_kinds_are_not_compared(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	char *warm = results_dir_store(out->path, run);
	char *cold;
	char *said;
	int rc;

	run->cold = true;
	run->load = true;
	cold = results_dir_store(out->path, run);
	said = said_by(out->path, warm, cold, &rc);
	assert_int_equal(rc, RC_USAGE);
	assert_contains(said, "the old run was measured warm and without load, the new one cold, "
			      "under load:");
	free(said);
	said = said_by(out->path, cold, cold, &rc);
	assert_int_equal(rc, RC_INCOMPLETE);
	assert_string_equal(said, "");
	free(said);
	free(warm);
	free(cold);
	run_free(run);
}

static struct called compare(const char *dir, const char *old_path, const char *new_path,
			     const char *option, const char *value)
{
	const char *const words[] = { old_path, new_path, option, value, NULL };

	return call_command(&cmd_compare, dir, words);
}

static void another_qemu_is_another_cell_unless_it_may_differ(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_matrix(200, 300);
	char *old_path = results_dir_store(out->path, run);
	char *new_path;
	struct called called;

	assert_int_equal(run_set_env(run, "tools.qemu", "QEMU emulator version 8.2.0"), 0);
	new_path = results_dir_store(out->path, run);
	called = compare(out->path, old_path, new_path, NULL, NULL);
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.out, "qemu: ");
	assert_contains(called.out, " missing\n");
	assert_lacks(called.out, "unchanged");
	called_free(&called);
	called = compare(out->path, old_path, new_path, "--across", "qemu");
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "3 cells: 3 unchanged\n");
	assert_contains(called.out, "tools.qemu: 7.2.22 -> QEMU emulator version 8.2.0\n");
	called_free(&called);
	called = compare(out->path, old_path, new_path, "--format", "json");
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.out,
			"QEMU emulator version 8.2.0"); /* what differs is said there too */
	called_free(&called);
	free(old_path);
	free(new_path);
	run_free(run);
}

static void what_a_filtered_run_lacks_is_gathered(void **state)
{
	struct results_dir *out = *state;
	struct run *full = make_run(ID);
	struct run *part = make_run(ID);
	struct called called;
	char *full_path;
	char *part_path;

	for (unsigned i = 0; i < 40; i++) {
		char name[32];

		snprintf(name, sizeof(name), "irq/exit_%02u", i);
		make_exact(full, name, "max", "static", 100 + i, 4);
	}
	make_exact(full, "hvc/return", "max", "static", 99, 4);
	make_exact(part, "hvc/return", "max", "static", 99, 4);
	run_sort_cells(full);
	full_path = results_dir_store(out->path, full);
	part_path = results_dir_store(out->path, part);
	called = compare(out->path, full_path, part_path, NULL, NULL);
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.out, "40 missing: only in old\n    irq/exit_00 ");
	assert_contains(called.out, "    and 37 more\n");
	assert_lacks(called.out, "irq/exit_20");
	called_free(&called);
	called = compare(out->path, full_path, part_path, "--filter", "^hvc/");
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "1 cell: 1 unchanged\n");
	called_free(&called);
	free(full_path);
	free(part_path);
	run_free(full);
	run_free(part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(no_control_byte_of_a_refused_argument_reaches_the_terminal),
		WITH_DIR(runs_of_different_kinds_are_not_compared),
		WITH_DIR(no_control_byte_of_a_refused_run_reaches_the_terminal),
		WITH_DIR(another_qemu_is_another_cell_unless_it_may_differ),
		WITH_DIR(what_a_filtered_run_lacks_is_gathered),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
