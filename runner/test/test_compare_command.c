/* SPDX-License-Identifier: Apache-2.0 */
/* What trapline compare says of runs and options that it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "call_command.h"
#include "sample_store.h"

/* ESC [ 3 1 m, DEL, a C1 control in UTF-8, the same as a lone byte, and a letter that is none. */
#define HOSTILE  "a\x1b[31m\x7f\xc2\x9b\x9b\xc3\x9c"
#define HARMLESS "a?[31m???\xc3\x9c"

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
			      "under load: they cannot be compared");
	free(said);
	said = said_by(out->path, cold, cold, &rc);
	assert_int_equal(rc, RC_INCOMPLETE);
	assert_string_equal(said, "");
	free(said);
	free(warm);
	free(cold);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(no_control_byte_of_a_refused_argument_reaches_the_terminal),
		WITH_DIR(runs_of_different_kinds_are_not_compared),
		WITH_DIR(no_control_byte_of_a_refused_run_reaches_the_terminal),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
