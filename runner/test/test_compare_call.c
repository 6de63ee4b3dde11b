/* SPDX-License-Identifier: Apache-2.0 */
/* trapline compare as it is called: the runs that names mean, its exit code, and what a terminal changes. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "call_command.h"
#include "cmd/root.h"
#include "cmd/term.h"
#include "sample_store.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The command's answer for two names of runs. What it prints is not looked at here. */
static int named_rc(const char *dir, const char *old_name, const char *new_name)
{
	const char *const words[] = { old_name, new_name, NULL };
	struct called called = call_command(&cmd_compare, dir, words);

	called_free(&called);
	return called.rc;
}

/* The same for two runs that are stored first; NULL: a path that is none. */
static int command_rc(const char *dir, const struct run *old_run, const struct run *new_run)
{
	char *old_path = old_run != NULL ? results_dir_store(dir, old_run) : file_join(dir, "none");
	char *new_path = new_run != NULL ? results_dir_store(dir, new_run) : file_join(dir, "none");
	int rc = named_rc(dir, old_path, new_path);

	free(old_path);
	free(new_path);
	return rc;
}

static void make_folder(const char *dir, const char *below)
{
	char *path = file_join(dir, below);

	assert_int_equal(mkdir(path, 0777), 0);
	free(path);
}

static void a_name_is_a_run_of_the_source_tree_wherever_the_command_is_called(void **state)
{
	static const char *const names[] = { "latest", ID, ("runs/" ID) };
	static const char *const wheres[] = { "", "elsewhere" };
	struct results_dir *out = *state;
	struct run *run = make_matrix(200, 300);
	char *here = getcwd(NULL, 0);
	char *results = file_join(out->path, "results");

	make_folder(out->path, "vcpu");
	make_folder(out->path, "microbench");
	make_folder(out->path, "microbench/boards");
	make_folder(out->path, "elsewhere");
	free(results_dir_store(results, run));
	root_set(out->path);
	for (size_t i = 0; i < COUNT_OF(wheres) * COUNT_OF(names); i++) {
		char *where = file_join(out->path, wheres[i / COUNT_OF(names)]);
		const char *name = names[i % COUNT_OF(names)];
		int rc;

		assert_int_equal(chdir(where), 0);
		rc = named_rc(out->path, name, name);
		assert_int_equal(chdir(here), 0);
		free(where);
		assert_int_equal(rc, RC_OK);
	}
	assert_int_equal(named_rc(out->path, "runs/none", "latest"), RC_USAGE);
	root_set(NULL);
	free(results);
	free(here);
	run_free(run);
}

static void a_run_here_goes_before_one_of_the_source_tree(void **state)
{
	struct results_dir *out = *state;
	struct run *base = make_matrix(200, 300);
	struct run *worse = make_matrix(201, 300);
	char *here = getcwd(NULL, 0);
	char *results = file_join(out->path, "results");
	char *tree_run;
	int rc;

	make_folder(out->path, "vcpu");
	make_folder(out->path, "microbench");
	make_folder(out->path, "microbench/boards");
	tree_run = results_dir_store(results, base);
	free(results_dir_store(out->path, worse)); /* out->path/latest */
	root_set(out->path);
	assert_int_equal(chdir(out->path), 0);
	rc = named_rc(out->path, tree_run, "latest");
	assert_int_equal(chdir(here), 0);
	root_set(NULL);
	assert_int_equal(rc, RC_REGRESSION);
	free(tree_run);
	free(results);
	free(here);
	run_free(base);
	run_free(worse);
}

static void the_exit_code_tells_worse_from_unknown(void **state)
{
	struct results_dir *out = *state;
	struct run *base = make_matrix(200, 300);
	struct run *worse = make_matrix(201, 200);
	struct run *better = make_matrix(199, 300);
	struct run *gone = make_run(ID);
	struct run *worse_and_gone = make_run(ID);

	make_exact(gone, "hvc/return", "max", "static", 200, 4);
	make_missing(gone, "irq/exit", "max", "static", "no answer");
	make_exact(worse_and_gone, "hvc/return", "max", "static", 201, 4);
	assert_int_equal(command_rc(out->path, base, base), RC_OK);
	assert_int_equal(command_rc(out->path, base, better), RC_OK);
	assert_int_equal(command_rc(out->path, base, worse), RC_REGRESSION);
	assert_int_equal(command_rc(out->path, base, gone), RC_INCOMPLETE);
	assert_int_equal(command_rc(out->path, base, worse_and_gone), RC_REGRESSION);
	assert_int_equal(command_rc(out->path, base, NULL), RC_USAGE);
	assert_int_equal(command_rc(out->path, NULL, base), RC_USAGE);
	run_free(base);
	run_free(worse);
	run_free(better);
	run_free(gone);
	run_free(worse_and_gone);
}

static void colour_follows_the_option_then_no_color_then_the_terminal(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_true(term_colour(file, "always"));
	assert_false(term_colour(file, "never"));
	assert_false(term_colour(file, "auto")); /* no terminal */
	setenv("NO_COLOR", "1", 1);
	assert_true(term_colour(file, "always"));
	unsetenv("NO_COLOR");
	fclose(file);
	assert_true(term_colour_is_word("auto"));
	assert_false(term_colour_is_word("sometimes"));
}

/* The other end of a pseudo terminal is a terminal. */
static void auto_colours_a_terminal_unless_told_not_to(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	FILE *tty = NULL;

	(void)state;
	if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0) {
		tty = fopen(ptsname(master), "w");
	}
	if (tty == NULL) {
		print_message("there are no pseudo terminals here\n");
		skip();
	}
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);
	assert_true(term_colour(tty, "auto"));
	setenv("NO_COLOR", "", 1); /* empty counts as unset */
	assert_true(term_colour(tty, "auto"));
	setenv("NO_COLOR", "1", 1);
	assert_false(term_colour(tty, "auto"));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(term_colour(tty, "auto"));
	fclose(tty);
	close(master);
}

static void a_table_is_as_wide_as_a_narrow_terminal_and_100_columns_elsewhere(void **state)
{
	static const struct {
		unsigned short terminal;
		size_t columns;
	} rows[] = { { 72, 72 }, { 100, 100 }, { 200, 100 }, { 0, 100 } };
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	FILE *file = tmpfile();
	FILE *tty = NULL;

	(void)state;
	if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0) {
		tty = fopen(ptsname(master), "w");
	}
	if (tty == NULL) {
		print_message("there are no pseudo terminals here\n");
		fclose(file);
		skip();
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct winsize size = { .ws_row = 24, .ws_col = rows[i].terminal };

		assert_int_equal(ioctl(master, TIOCSWINSZ, &size), 0);
		assert_int_equal(term_columns(tty), rows[i].columns);
	}
	assert_int_equal(term_columns(file), 100);
	fclose(file);
	fclose(tty);
	close(master);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_name_is_a_run_of_the_source_tree_wherever_the_command_is_called),
		WITH_DIR(a_run_here_goes_before_one_of_the_source_tree),
		WITH_DIR(the_exit_code_tells_worse_from_unknown),
		cmocka_unit_test(colour_follows_the_option_then_no_color_then_the_terminal),
		cmocka_unit_test(a_table_is_as_wide_as_a_narrow_terminal_and_100_columns_elsewhere),
		cmocka_unit_test(auto_colours_a_terminal_unless_told_not_to),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
