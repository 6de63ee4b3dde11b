/* SPDX-License-Identifier: Apache-2.0 */
/* Runs that cannot be accepted, folders that are none, disks that fail: named, and what was there stays. */
#include "baseline_dir.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "faults.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void assert_accept_refused(const char *dir, const struct run *run, const char *reason,
				  const char *says)
{
	struct baseline_accepted accepted = { 0 };
	struct store_err err = { "" };

	assert_true(baseline_accept(dir, run, reason, &accepted, &err) < 0);
	assert_contains(err.text, says);
	assert_null(accepted.files);
}

static void a_run_that_is_not_whole_is_refused_by_name(void **state)
{
	struct results_dir *out = *state;
	char *dir = file_join(out->path, "baselines");
	struct run *run = baseline_run(99);

	make_missing(run, "smc/return", "cortex-a57", "static", "no answer for 60 s");
	make_spoiled(run, "wfx/wfi", "cortex-a57", "table", 9, "self-check timer failed");
	make_missing(run, "x/a", "cortex-a57", "static", "no answer");
	make_missing(run, "x/b", "cortex-a57", "static", "no answer");
	assert_accept_refused(dir, run, "x",
			      ID ": smc/return qemu-virt-gicv3/cortex-a57 static is missing (no "
				 "answer for 60 s); wfx/wfi qemu-virt-gicv3/cortex-a57 table is "
				 "spoiled (self-check timer failed); x/a ");
	assert_accept_refused(dir, run, "x", "; 1 more: only a run with a result for every cell");
	assert_int_equal(access(dir, F_OK), -1);
	run_free(run);
	free(dir);
}

static void a_reason_and_a_warm_run_are_asked_for(void **state)
{
	struct results_dir *out = *state;
	struct run *run = baseline_run(99);

	assert_accept_refused(out->path, run, "", "the reason is empty");
	assert_accept_refused(out->path, run, " \t\n", "the reason is empty");
	run->cold = true;
	assert_accept_refused(out->path, run, "x", "was measured cold");
	run->cold = false;
	run->load = true;
	assert_accept_refused(out->path, run, "x", "was measured under load");
	run->load = false;
	assert_int_equal(run_set_env(run, "ab.side", "new"), 0);
	assert_accept_refused(out->path, run, "x", "is the new side of an ab");
	assert_int_equal(baseline_count_entries(out->path), 0);
	run_free(run);
}

static void a_reason_of_any_bytes_is_one_line_of_text(void **state)
{
	struct results_dir *out = *state;
	struct run *run = baseline_run(99);
	struct figure_set set;
	struct store_err err = { "" };
	char *text;

	baseline_must_accept(out->path, run, "a\nb\x1b[2J \"c\" \xff", NULL);
	assert_int_equal(baseline_load(out->path, NULL, 0, &set, &err), 0);
	text = results_dir_read(out->path, FILE_STATIC);
	assert_contains(text, "\"reason\": \"a b\xef\xbf\xbd[2J \\\"c\\\" \xef\xbf\xbd\"");
	free(text);
	figure_set_free(&set);
	run_free(run);
}

static void a_folder_that_is_none_or_not_ours_is_named(void **state)
{
	struct results_dir *out = *state;
	char *file = file_join(out->path, "file");
	char *below = file_join(out->path, "none/below");
	struct run *run = baseline_run(99);
	struct figure_set set;
	struct store_err err = { "" };

	results_dir_replace(out->path, "file", "x", 1);
	assert_int_equal(baseline_load(file, NULL, 0, &set, &err), -ENOTDIR);
	assert_contains(err.text, "/file: cannot be read: Not a directory (a folder of baselines");
	assert_accept_refused(file, run, "x", "Not a directory");
	assert_accept_refused(below, run, "x", "none/below: cannot be made: No such file");
	run_free(run);
	free(below);
	free(file);
}

static void a_folder_without_permission_is_named(void **state)
{
	struct results_dir *out = *state;
	struct run *run = baseline_run(101);
	int status = 0;
	pid_t pid;

	baseline_accept_value(out->path, 99);
	assert_int_equal(chmod(out->path, 0555), 0);
	pid = fork();
	if (pid == 0) {
		struct baseline_accepted accepted = { 0 };
		struct store_err err = { "" };
		int error = geteuid() != 0 || seteuid(65534) == 0
				    ? baseline_accept(out->path, run, "x", &accepted, &err)
				    : -EINVAL;

		_exit(error == -EACCES && strstr(err.text, out->path) != NULL &&
				      strstr(err.text, "--baselines DIR") != NULL
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(chmod(out->path, 0755), 0);
	assert_int_equal(status, 0);
	assert_int_equal(baseline_count_entries(out->path), 2);
	run_free(run);
}

/* What a file says of hvc/return with this HAL. */
static uint64_t value_in(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	struct baseline_file file;
	struct store_err err = { "" };
	int error = baseline_read(path, &file, &err);
	uint64_t value;

	if (error != 0) {
		print_error("%s\n", err.text);
	}
	assert_int_equal(error, 0);
	value = file.cells[0].values[0].value;
	baseline_file_free(&file);
	free(path);
	return value;
}

static struct run *two_files_run(uint64_t value)
{
	struct run *run = make_run(ID);

	make_exact(run, "hvc/return", "cortex-a57", "static", value, 4);
	make_exact(run, "hvc/return", "cortex-a57", "table", value, 4);
	return run;
}

static void a_disk_that_fails_at_any_step_leaves_what_was_there(void **state)
{
	static const int errors[] = { ENOSPC, EIO, EDQUOT, EROFS };
	struct results_dir *out = *state;
	struct run *old_run = two_files_run(99);
	struct run *new_run = two_files_run(101);
	unsigned n_steps;

	fault_set(0, 0);
	baseline_must_accept(out->path, old_run, "old", NULL);
	n_steps = fault.step;
	assert_true(n_steps > 6); /* a folder, two files, their syncs, two renames, a sync */
	for (unsigned at = 1; at < n_steps * COUNT_OF(errors); at++) {
		struct baseline_accepted accepted = { 0 };
		struct store_err err = { "" };
		int error;

		fault_set(1 + at / COUNT_OF(errors), errors[at % COUNT_OF(errors)]);
		error = baseline_accept(out->path, new_run, "new", &accepted, &err);
		fault_set(0, 0);
		if (error == 0) { /* the folder was there */
			baseline_accepted_free(&accepted);
			baseline_must_accept(out->path, old_run, "old", NULL);
			continue;
		}
		assert_int_equal(error, -errors[at % COUNT_OF(errors)]);
		assert_contains(err.text, out->path);
		assert_int_equal(value_in(out->path, FILE_STATIC), 99);
		assert_int_equal(value_in(out->path, FILE_TABLE), 99);
		assert_int_equal(baseline_count_entries(out->path), 2);
	}
	run_free(old_run);
	run_free(new_run);
}

static void a_first_accept_that_fails_leaves_no_file(void **state)
{
	struct results_dir *out = *state;
	struct run *run = two_files_run(99);
	struct baseline_accepted accepted = { 0 };
	struct store_err err = { "" };
	unsigned at = 0;
	int error;

	do {
		fault_set(++at, ENOSPC);
		error = baseline_accept(out->path, run, "new", &accepted, &err);
		fault_set(0, 0);
		assert_int_equal(baseline_count_entries(out->path), error == 0 ? 2 : 0);
		baseline_accepted_free(&accepted);
		if (error == 0) {
			char *name = file_join(out->path, FILE_STATIC);

			unlink(name);
			free(name);
			name = file_join(out->path, FILE_TABLE);
			unlink(name);
			free(name);
		}
	} while (error != 0 || at < 4);
	run_free(run);
}

static void a_killed_accept_leaves_whole_files_and_the_next_clears_up(void **state)
{
	struct results_dir *out = *state;
	struct run *old_run = two_files_run(99);
	struct run *new_run = two_files_run(101);
	unsigned n_steps;

	fault_set(0, 0);
	baseline_must_accept(out->path, old_run, "old", NULL);
	n_steps = fault.step;
	for (unsigned at = 1; at <= n_steps; at++) {
		pid_t pid = fork();
		uint64_t value;

		if (pid == 0) {
			struct baseline_accepted accepted = { 0 };
			struct store_err err = { "" };

			fault_set(at, 0);
			_exit(baseline_accept(out->path, new_run, "new", &accepted, &err) == 0 ? 0
											       : 1);
		}
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		value = value_in(out->path, FILE_STATIC);
		assert_true(value == 99 || value == 101);
		value = value_in(out->path, FILE_TABLE);
		assert_true(value == 99 || value == 101);
		baseline_must_accept(out->path, new_run, "again", NULL);
		baseline_must_accept(out->path, old_run, "old", NULL);
		assert_int_equal(baseline_count_entries(out->path), 2);
	}
	run_free(old_run);
	run_free(new_run);
}

/* The kernel's own refusal, with no pretending. */
static void a_limit_on_file_sizes_is_reported(void **state)
{
	struct results_dir *out = *state;
	struct run *run = two_files_run(101);
	struct rlimit before;
	struct rlimit low;
	struct baseline_accepted accepted = { 0 };
	struct store_err err = { "" };
	int error;

	fault_set(0, 0);
	baseline_accept_value(out->path, 99);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = before;
	low.rlim_cur = 100;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	error = baseline_accept(out->path, run, "x", &accepted, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(error, -EFBIG);
	assert_contains(err.text, "cannot be written: File too large");
	assert_int_equal(value_in(out->path, FILE_STATIC), 99);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_run_that_is_not_whole_is_refused_by_name),
		WITH_DIR(a_reason_and_a_warm_run_are_asked_for),
		WITH_DIR(a_reason_of_any_bytes_is_one_line_of_text),
		WITH_DIR(a_folder_that_is_none_or_not_ours_is_named),
		WITH_DIR(a_folder_without_permission_is_named),
		WITH_DIR(a_disk_that_fails_at_any_step_leaves_what_was_there),
		WITH_DIR(a_first_accept_that_fails_leaves_no_file),
		WITH_DIR(a_killed_accept_leaves_whole_files_and_the_next_clears_up),
		WITH_DIR(a_limit_on_file_sizes_is_reported),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
